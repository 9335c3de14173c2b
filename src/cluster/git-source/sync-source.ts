import path from "node:path";
import { fetchableUrl, followedIn } from "../../desired/index.ts";
import type { StackConfig } from "../../engine/index.ts";
import { bringCommit, type FollowedCopy, pointBranch } from "../../git/executable/index.ts";
import type { Repository } from "../../git/index.ts";
import { isLoopbackHost } from "../../lib/index.ts";
import { GitHostMissing } from "../errors.ts";
import type { SyncSource } from "../sync-source.ts";

/** The local cloud, as far as it serves Git. */
export interface LocalGitHost {
  readonly home: string;
  /** Absent where git is not installed. The token is a credential. */
  gitHost(): Promise<{ readonly url: string; readonly token: string } | undefined>;
}

export interface SyncSourceParts {
  readonly git: Repository;
  readonly cloud: LocalGitHost;
  /** Clusters follow a copy on this machine, even when the environment declares a repository. */
  readonly rehearsal: boolean;
  /** Variables that `git` is started with. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The branch of the copy that agents follow whose environments follow tags. */
const branchForTags = "main";

/**
 * Where agents fetch from.
 *
 * This is the checkout's remote, or a copy that the local cloud's own Git host serves: in a rehearsal, and for a
 * checkout without a remote. `up` writes to that copy.
 */
export async function syncSource({ git, cloud, rehearsal, environment }: SyncSourceParts): Promise<SyncSource> {
  const rehearsed: StackConfig = rehearsal ? { "groundwork:rehearsal": { value: "true" } } : {};
  const origin = await fetchableOrigin(git);
  if (origin !== undefined && (!rehearsal || isLoopbackHost(new URL(origin).hostname)))
    return {
      config: async () => ({ ...rehearsed, "groundwork:repository": { value: origin } }),
      followed: ({ follows }) => follows,
      prepare: async () => {},
      publish: async () => {},
    };

  const copy: FollowedCopy = {
    folder: path.join(cloud.home, "git", "repository.git"),
    checkout: git.checkout.folder ?? ".",
    environment,
  };
  return {
    config: async () => ({
      ...rehearsed,
      ...(await configOf(cloud, rehearsal ? "groundwork:repositoryInstead" : "groundwork:repository")),
    }),
    followed: ({ repository, follows }) =>
      // As the program decides it: a declared repository is followed instead of the copy, unless this is a rehearsal.
      followedIn(follows, rehearsal || repository === undefined ? branchForTags : undefined),
    prepare: (commit, branch) => bringCommit(copy, commit, branch),
    publish: (commit, branch) => pointBranch(copy, commit, branch),
  };
}

async function fetchableOrigin(git: Repository): Promise<string | undefined> {
  const origin = await git.remoteUrl("origin");
  return origin === undefined ? undefined : fetchableUrl(origin);
}

/** @throws {GitHostMissing} */
async function configOf(cloud: LocalGitHost, key: string): Promise<StackConfig> {
  const host = await cloud.gitHost();
  if (host === undefined) throw new GitHostMissing({ home: cloud.home });
  return {
    [key]: { value: `${host.url}/repository.git` },
    "groundwork:repositoryBranch": { value: branchForTags },
    "groundwork:repositoryToken": { value: host.token, secret: true },
  };
}
