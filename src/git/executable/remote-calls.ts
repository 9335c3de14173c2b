import { asClause } from "../../lib/index.ts";
import type { GitCommandFailed } from "./errors.ts";

/** A connection that stands still is an error after a minute. */
export const slownessLimits = ["-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=60"] as const;

/**
 * Options of a `git fetch` that brings what its refspecs name and changes nothing else of the clone. In a partial clone all contents are
 * fetched at once, because each of them is going to be read.
 */
export const fetchOnlyThis = [
  "--quiet",
  "--no-tags",
  "--no-prune",
  "--no-filter",
  "--no-write-fetch-head",
  "--no-auto-maintenance",
  "--recurse-submodules=no",
  "--refmap=",
] as const;

/**
 * Why a call of a clone's remote failed, as a part of a sentence, in Git's words or in ours where the clone has no such remote.
 *
 * @param git runs Git in the clone
 */
export async function remoteProblem(
  thrown: GitCommandFailed,
  remote: string,
  git: (...args: readonly string[]) => Promise<string>,
): Promise<string> {
  const remotes = await git("remote").catch(() => remote);
  if (remotes.split("\n").includes(remote)) return asClause(thrown.data.words);
  return `this clone has no remote ${remote}, which git remote add ${remote} <url> adds`;
}
