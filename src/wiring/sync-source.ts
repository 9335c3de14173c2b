import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { fetchableUrl } from "../desired/index.ts";
import type { SyncSource } from "../flows/index.ts";
import type { Repository } from "../git/index.ts";
import type { LocalCloud } from "../local/index.ts";
import { GitHostMissing, NotPublished } from "./errors.ts";

export interface SyncSourceParts {
  readonly git: Repository;
  readonly cloud: LocalCloud;
  /** Clusters follow a copy on this machine, whatever is declared. */
  readonly rehearsal: boolean;
}

/**
 * Where agents fetch from: where this checkout came from, or, in a rehearsal and where it came from nowhere, a copy that the
 * local cloud's own Git host serves and that `up` pushes to.
 */
export async function syncSource({ git, cloud, rehearsal }: SyncSourceParts): Promise<SyncSource> {
  const origin = await fetchableOrigin(git);
  if (origin !== undefined && (!rehearsal || isOnThisMachine(origin)))
    return followed(
      "groundwork:repository",
      async () => origin,
      async () => {},
    );

  const bare = path.join(cloud.home, "git", "repository.git");
  return followed(
    rehearsal ? "groundwork:repositoryInstead" : "groundwork:repository",
    async () => `${await gitUrlOf(cloud)}/repository.git`,
    (commit, branch) => push(git, commit, bare, branch),
  );
}

function followed(key: string, url: () => Promise<string>, publish: SyncSource["publish"]): SyncSource {
  return { config: async () => ({ [key]: { value: await url() } }), publish };
}

async function fetchableOrigin(git: Repository): Promise<string | undefined> {
  const origin = await git.remoteUrl("origin");
  return origin === undefined ? undefined : fetchableUrl(origin);
}

function isOnThisMachine(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}

async function gitUrlOf(cloud: LocalCloud): Promise<string> {
  const { gitUrl } = await cloud.ensureRunning();
  if (gitUrl === undefined) throw new GitHostMissing({ home: cloud.home });
  return gitUrl;
}

/** Through the `git` that serves it, too: it sends what is missing, however long the history is. */
async function push({ checkout }: Repository, commit: string, bare: string, branch: string): Promise<void> {
  const git = promisify(execFile);
  try {
    if (!existsSync(bare))
      await git("git", ["init", "--quiet", "--bare", "--template=", `--initial-branch=${branch}`, bare]);
    const from = checkout.folder ?? ".";
    await git("git", ["-C", from, "push", "--quiet", "--force", bare, `${commit}:refs/heads/${branch}`]);
  } catch (thrown) {
    const { stderr } = thrown as { stderr?: string };
    throw new NotPublished({ commit, branch, problem: (stderr ?? "git did not run").trim() }, { cause: thrown });
  }
}
