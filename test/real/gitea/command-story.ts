import type { PreviewJson, QueueJson, RunJson } from "../../../src/report/index.ts";
import type { GiteaWorld } from "../../contract/forge/gitea-world.ts";
import { environmentFiles } from "../../fakes/driver/driver-world.ts";
import type { ForgeStory, StoryQueue } from "../../scenario/forge-harness/forge-story.ts";
import type { Finished } from "../run-command.ts";
import { PlatformClone } from "./platform-clone.ts";
import { projectFiles, sharedModule } from "./project-files.ts";

/** Told by the built command in a clone, as jobs of a CI run it. */
export interface CommandStory extends ForgeStory {
  readonly clone: PlatformClone;
}

export async function commandStory(forge: GiteaWorld): Promise<CommandStory> {
  await forge.commit({ branch: "main", files: projectFiles(["dev", "staging"]), message: "Start" });
  const clone = await PlatformClone.of(forge);
  const self = await forge.forge.identities?.self();
  const reviewer = await forge.user("write");
  let disturbed = 1;

  const bringUpWaiting = async (...of: readonly string[]): Promise<StoryQueue> => {
    const finished = await clone.groundwork(["up", "--yes", "--queue", ...of, "--json"]);
    const { runs, contained } = printed<QueueJson>(finished, "queue");
    return {
      applied: runs.map(({ environments }) =>
        environments.filter(({ kind }) => kind === "applied").map(({ name }) => name),
      ),
      contained: contained.map(({ commit }) => commit),
    };
  };
  const story: CommandStory = {
    forge,
    clone,
    reviewer,
    edit: (branch, name, value) =>
      forge.commit({ branch, files: environmentFiles(name, `spec: { values: { a: ${value} } }\n`) }),
    async preview(number, meanwhile) {
      await clone.fetch();
      const args = ["preview", "--change-request", String(number), "--json"];
      const finished = meanwhile ? await clone.groundworkWhile(args, meanwhile) : await clone.groundwork(args);
      const { environments, posting } = printed<PreviewJson>(finished, "preview");
      if (!posting) throw new Error(`the preview was not posted: ${finished.err}`);
      return { environments: environments.map(({ name }) => name), posting };
    },
    async up({ branch = "main", head = `origin/${branch}`, allowUnreviewed, by, meanwhile } = {}) {
      await clone.fetch();
      await meanwhile?.();
      const reason = allowUnreviewed === undefined ? [] : ["--allow-unreviewed", allowUnreviewed];
      const args = ["up", "--yes", "--branch", branch, "--head", head, ...reason, "--json"];
      const finished = await clone.groundwork(args, by && forge.tokenOf(by));
      const { commit, refusal, environments, binding } = printed<RunJson>(finished, "up");
      return {
        commit,
        ...(refusal && { refusal }),
        applied: environments.filter(({ kind }) => kind === "applied").map(({ name }) => name),
        approvedBy: binding?.approvedBy ?? [],
      };
    },
    async queue(since) {
      await clone.fetch();
      return await bringUpWaiting("--since", since, "--head", "origin/main");
    },
    async tag(name) {
      await clone.fetch();
      await clone.git("tag", name, "origin/main");
      await clone.git("push", "--quiet", "origin", `refs/tags/${name}`);
      return await bringUpWaiting("--tag", name);
    },
    async disturb() {
      const branch = `shared-${(disturbed += 1)}`;
      await forge.commit({ branch, files: { "src/shared.ts": sharedModule(disturbed) } });
      const number = await forge.open({ head: branch });
      await story.preview(number);
      await forge.review(number, reviewer, "approved");
      await forge.merge(number, "merge");
      const { refusal } = await story.up();
      if (refusal) throw new Error(`what all environments share could not be changed: ${JSON.stringify(refusal)}`);
    },
    async ownComments(number) {
      return (await forge.comments(number)).filter(({ author }) => author.id === self?.id).map(({ body }) => body);
    },
    statuses: async (commit) => (await forge.forge.statuses?.statusesOf(commit)) ?? [],
    async end() {
      await clone.remove();
      await forge.end();
    },
  };
  return story;
}

/** What a command printed with `--json`, also one that refused. */
export function printed<Json extends { readonly kind: string }>(finished: Finished, kind: Json["kind"]): Json {
  const { code, out, err } = finished;
  const json = out.startsWith("{") ? (JSON.parse(out) as Json) : undefined;
  if (json?.kind !== kind) throw new Error(`the command ended with ${code} and printed no ${kind}: ${out}\n${err}`);
  return json;
}
