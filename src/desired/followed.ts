import type { Followed } from "../environment/index.ts";

/**
 * What an agent follows in a repository, of what its environment declares.
 *
 * @param branch what stands in for tags in a repository that has none, as a copy of this checkout; absent: it has its own tags
 */
export function followedIn(follows: Followed, branch: string | undefined): Followed {
  return follows.kind === "branch" || branch === undefined ? follows : { kind: "branch", value: branch };
}
