import { type CommandVerb, commandVerbs } from "../../../src/command/index.ts";
import { type PreviewToHandOver, previewChangeRequest, respond } from "../../../src/flows/index.ts";
import { respondWriter } from "../../fakes/driver/comment-writers.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { ada, bob, MemoryForge } from "../../fakes/driver/memory-forge.ts";

/** Change request 1 edits dev. */
export async function opened() {
  const world = new DriverWorld();
  const host = new MemoryForge();
  const base = await world.git.resolve("HEAD");
  const topic = world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"), {
    onto: base,
    branch: "topic",
  });
  host.open(1, topic, { base: { branch: "main", commit: base } });
  host.branchHeads.set("refs/heads/main", base);
  const handedOver: PreviewToHandOver[] = [];
  const answer = (event: Uint8Array, some: object = {}) =>
    respond(
      {
        event,
        branch: "main",
        requiredApprovals: 1,
        verbs: new Set<CommandVerb>(commandVerbs),
        mostDeletes: 100,
        convergeMilliseconds: 1_000,
        mayPreview: true,
        write: respondWriter,
        ...some,
      },
      { ...world.ports, ledger: world.ledger },
      host.forge,
    );
  const verdicts = async (event: Uint8Array, some: object = {}) =>
    (await answer(event, some)).answers.map(({ command, verdict }) => `${command}: ${verdict}`);
  const says = async (event: Uint8Array, some: object = {}) =>
    (await answer(event, some)).answers.map((each) => each.says);
  const handOver = { handOverPreview: async (preview: PreviewToHandOver) => void handedOver.push(preview) };
  const comment = () => host.comments.get("1 commands") ?? "";
  const preview = () =>
    previewChangeRequest(
      { environments: [], refresh: false, number: 1, write: respondWriter.preview, onNotPosted: () => {} },
      world.ports,
      host.forge,
    );
  return { world, host, base, topic, answer, verdicts, says, handedOver, handOver, comment, preview };
}

/** Change request 1 was previewed, approved by bob and merged. */
export async function merged(files?: Readonly<Record<string, string | undefined>>) {
  const made = await opened();
  const { world, host, base } = made;
  const topic = files ? world.git.make(files, { onto: base, branch: "topic" }) : made.topic;
  host.change(1, { head: { branch: "topic", commit: topic } });
  await made.preview();
  host.reviews.set(1, [
    { reviewer: bob, verdict: "approved", commit: topic, at: new Date(world.now).toISOString(), isOfficial: true },
  ]);
  const merge = world.git.make(files ?? environmentFiles("dev", "spec: { values: { a: b } }\n"), {
    onto: base,
    and: [topic],
    branch: "main",
  });
  host.change(1, { state: "merged", merge: { commit: merge, at: new Date(world.now).toISOString(), by: ada } });
  host.branchHeads.set("refs/heads/main", merge);
  return { ...made, topic, merge };
}
