import { type Problem, suspensionText } from "../../change/index.ts";
import type { SyncStatus } from "../../cluster/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import { refusalCode, sourceCode, type Waiting } from "./sync-prospect.ts";

/**
 * `undefined` when the agent stands where it has to, and everything is healthy: at the commit or a later one. Where it follows tags, and
 * where no commit is named, at what it has found since it was asked.
 */
export async function whatIsMissing(
  status: SyncStatus,
  { commit, follows }: Pick<Waiting, "commit" | "follows">,
  { git, now }: { readonly git: Pick<Repository, "mergeBase">; readonly now: Date },
): Promise<Problem | undefined> {
  if (follows.kind === "branch" && commit !== undefined)
    return missingFrom(status, { commit, holds: (applied) => contains(applied, commit, git), now, follows });
  const { source, sourceStale, fetchedCommit } = status;
  const found = source?.status === "True" && !sourceStale ? fetchedCommit : undefined;
  return missingFrom(status, { commit: found, holds: (applied) => Promise.resolve(applied === found), now, follows });
}

interface Wanted extends Pick<Waiting, "follows"> {
  /** What the agent has to apply; absent while it has not looked what that is. */
  readonly commit: CommitId | undefined;
  /** Whether another commit is as good. */
  readonly holds: (other: CommitId) => Promise<boolean>;
  readonly now: Date;
}

async function missingFrom(status: SyncStatus, wanted: Wanted): Promise<Problem | undefined> {
  const { commit, holds, now } = wanted;
  const details = status.problems.map((each) => `${each.object}: ${each.problem}`);
  if (status.suspended)
    return problem("suspended", `${status.name} is ${suspensionText(status.suspension ?? {}, now)}`, details);
  if (!status.appliedCommit || !(await holds(status.appliedCommit))) {
    const { source, ready } = status;
    const why = sourceCode(status);
    if (why === "behind") return problem(why, behindWords(status, wanted), details);
    if (why !== undefined) return problem(why, `Git is not reachable for the agent: ${source?.message ?? ""}`, details);
    if (ready?.status === "False" && commit !== undefined && status.attemptedCommit === commit)
      return problem(refusalCode(status), firstLine(ready.message), details);
    if (hasLookedInVain(status, commit) && !(await holds(status.fetchedCommit ?? "")))
      return problem("not-fetched", behindWords(status, wanted), details);
    return problem("behind", behindWords(status, wanted), details);
  }
  if (status.stale) return problem("stale", `${status.name} has not looked yet`, details);
  if (status.ready?.status === "True") return undefined;
  return problem(
    isNotBuilt(status) ? refusalCode(status) : "not-ready",
    status.ready ? firstLine(status.ready.message) : `${status.name} has no Ready condition yet`,
    details,
  );
}

/** What it applied of the commit before cannot be built any more: what it takes in beside Git has changed, such as a key that decrypts. */
function isNotBuilt({ ready, stalled }: SyncStatus): boolean {
  return ready?.status === "False" && (stalled || ready.reason === "BuildFailed" || ready.reason === "ArtifactFailed");
}

/** The agent has looked at Git since the request, and found another commit. */
function hasLookedInVain({ source, sourceStale, fetchedCommit }: SyncStatus, commit: CommitId | undefined): boolean {
  return source?.status === "True" && !sourceStale && fetchedCommit !== undefined && fetchedCommit !== commit;
}

/** What follows the first line is given object by object. */
function firstLine(message: string): string {
  return message.split("\n")[0] ?? "";
}

function behindWords({ appliedCommit, fetchedCommit, name }: SyncStatus, { commit, follows }: Wanted): string {
  if (commit === undefined) return `${name} has not looked ${follows.kind === "branch" ? "at Git" : "for tags"} yet`;
  const short = commit.slice(0, 7);
  if (fetchedCommit === commit) return `${name} is applying ${short}`;
  return `${name} stands at ${appliedCommit?.slice(0, 7) ?? "nothing yet"}, waiting for ${short}`;
}

/** A later commit holds the earlier one. Of a commit that this clone does not have, that is not known. */
async function contains(applied: CommitId, commit: CommitId, git: Pick<Repository, "mergeBase">): Promise<boolean> {
  if (applied === commit) return true;
  try {
    return (await git.mergeBase(applied, commit)) === commit;
  } catch {
    return false;
  }
}

function problem(code: string, message: string, details: readonly string[] = []): Problem {
  return { code, kind: "failed", message, details };
}
