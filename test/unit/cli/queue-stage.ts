import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { ada, bob, MemoryForge } from "../../fakes/driver/memory-forge.ts";

type Files = Readonly<Record<string, string>>;

export const network = (value: number) => ({ main: { cidr: `10.${value}.0.0/16` } });

/** A branch with the environments dev and staging, of which none was brought up, and a forge. */
export class QueueStage {
  readonly world = new DriverWorld(["dev", "staging"]);
  readonly host = new MemoryForge();
  /** Where the branch stood before the first merge. */
  readonly start: string;

  constructor() {
    this.world.host = this.host;
    this.start = this.world.git.tipOf("main") ?? "";
    this.host.branchHeads.set("refs/heads/main", this.start);
  }

  /** Previews a change that wants `wanted` of its environments, has it approved, and merges it. */
  readonly merged = async (
    number: number,
    files: Files,
    wanted: Readonly<Record<string, object>>,
    { approved = true, previewed = true }: { readonly approved?: boolean; readonly previewed?: boolean } = {},
  ): Promise<string> => {
    const { world, host } = this;
    const before = await world.git.resolve("HEAD");
    const topic = world.git.make(files, { onto: before, branch: `topic-${number}` });
    host.open(number, topic, { base: { branch: "main", commit: before } });
    for (const [name, each] of Object.entries(wanted)) world.engine.wanted.set(name, each as never);
    if (previewed) await groundwork(world, "preview", "--change-request", String(number), "--head", topic);
    const at = new Date(world.now).toISOString();
    const review = { reviewer: bob, verdict: "approved", commit: topic, at, isOfficial: true } as const;
    host.reviews.set(number, approved ? [review] : []);
    const commit = world.git.make(files);
    host.change(number, { state: "merged", merge: { commit, at: new Date(world.now).toISOString(), by: ada } });
    host.branchHeads.set("refs/heads/main", commit);
    return commit;
  };

  /** The job that the clock starts. */
  readonly upAll = async (...flags: readonly string[]) =>
    await groundwork(this.world, "up", "--yes", "--no-wait", "--queue", ...flags);

  /** The job of a push. */
  readonly upOf = async (since: string, head: string, ...flags: readonly string[]) =>
    await this.upAll("--since", since, "--head", head, ...flags);

  readonly ups = () => this.world.engine.calls.filter((call) => call.startsWith("up"));

  readonly runs = () => this.world.history.records.flatMap((each) => (each.kind === "up" ? [each] : []));

  readonly checksOf = (commit: string) =>
    this.host.statuses.flatMap((each) =>
      each.startsWith(`${commit} groundwork/up `) ? [each.slice(commit.length + 15)] : [],
    );
}
