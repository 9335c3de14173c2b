import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { platformFiles } from "../fakes/driver/driver-world.ts";
import type { FakeResources } from "../fakes/driver/fake-engine.ts";
import { asBench } from "./fleet.ts";

/** One change request that was merged. */
export interface QueuedMerge {
  readonly number: number;
  readonly environment: string;
  /** The newest commit of the change request. */
  readonly head: string;
  /** Where the branch stood before it. */
  readonly before: string;
  /** What it came to the branch as. */
  readonly commit: string;
}

/** A repository whose branch gets merges, each of which adds a resource to one environment; the environments take turns. */
export class QueuedBranch {
  private constructor(
    readonly folder: string,
    readonly names: readonly string[],
    readonly start: string,
    readonly merges: readonly QueuedMerge[],
  ) {}

  static async make(environments: number, merges: number): Promise<QueuedBranch> {
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-queue-"));
    await promisify(execFile)("git", ["init", "--quiet", "-b", "main", folder], {
      env: { ...process.env, ...asBench },
    });
    const names = Array.from({ length: environments }, (_, index) => `customer-${String(index).padStart(2, "0")}`);
    const of = Array.from({ length: merges }, (_, index) => names[index % environments] ?? "");
    const commits = await commitsOf(folder, platformFiles(names), of);
    const [start = "", ...made] = commits;
    const queued = of.map((environment, index) => ({
      number: index + 1,
      environment,
      head: made[2 * index] ?? "",
      before: made[2 * index - 1] ?? start,
      commit: made[2 * index + 1] ?? "",
    }));
    return new QueuedBranch(folder, names, start, queued);
  }

  /** What the program of a commit declares for an environment. */
  resourcesAt(commit: string, environment: string): FakeResources {
    const contained = this.merges.filter((each) => each.environment === environment && this.#contains(commit, each));
    const added = contained.map(({ number }) => [`added-${number}`, { cidr: "10.1.0.0/16" }] as const);
    return { main: { cidr: "10.0.0.0/16" }, ...Object.fromEntries(added) };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #contains(commit: string, merge: QueuedMerge): boolean {
    if (merge.head === commit) return true;
    const at = this.merges.findIndex((each) => each.commit === commit);
    return at >= merge.number - 1;
  }
}

/** The first commit, and then of each change request its own commit on top of the first one, and its squashed one on the branch. */
async function commitsOf(
  folder: string,
  files: Readonly<Record<string, string>>,
  of: readonly string[],
): Promise<readonly string[]> {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const file = (name: string, content: string) => `M 100644 inline ${name}\n${data(content)}`;
  const person = "committer Bench <bench@example.com> 1767225600 +0000\n";
  const first = `commit refs/heads/main\nmark :1\n${person}${data("Start")}${Object.entries(files)
    .map(([name, content]) => file(name, content))
    .join("")}get-mark :1\n`;
  const changes = of.map((environment, index) => {
    const change = file(`environments/${environment}/added-${index + 1}.json`, "{}");
    const [own, squashed] = [2 * index + 2, 2 * index + 3];
    return (
      `commit refs/heads/topic-${index + 1}\nmark :${own}\n${person}${data(`Change ${index + 1}`)}from :1\n${change}get-mark :${own}\n` +
      `commit refs/heads/main\nmark :${squashed}\n${person}${data(`Change ${index + 1}`)}${change}get-mark :${squashed}\n`
    );
  });
  const importing = promisify(execFile)("git", ["-C", folder, "fast-import", "--quiet"], { maxBuffer: 2 ** 24 });
  importing.child.stdin?.end([first, ...changes].join(""));
  return (await importing).stdout.trim().split("\n");
}
