import type { BoardLimits, ChangeRequest, CommitStatus, EnsuredComment, Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { Attempts } from "./attempts.ts";

/** The state of a check and its words. */
export type CheckResult = Pick<CommitStatus, "state" | "description">;

/** The check of a commit that is brought up. */
export const checkOfUp = "groundwork/up";

export const runningCheck: CheckResult = { state: "pending", description: "running" };

export interface CheckedFor {
  readonly attempts: Attempts;
  readonly on: ChangeRequest | undefined;
  /** That holds the commit. @default the head's */
  readonly branch?: string | undefined;
}

/** Sets a check on the commit. Nothing where the forge has none. */
export async function setCheck(
  { statuses }: Pick<Forge, "statuses">,
  context: string,
  commit: CommitId,
  { state, description }: CheckResult,
  { attempts, on, branch = on?.head.branch }: CheckedFor,
): Promise<void> {
  if (!statuses) return;
  const status = { context, state, description, ...(on && { url: on.url }) };
  await attempts.try(() => statuses.setStatus(commit, status, branch));
}

/** The check of a commit that says how it ended; `undefined` where none does, and where the forge does not tell, which `attempts` keeps. */
export async function endedCheck(
  { statuses }: Pick<Forge, "statuses">,
  context: string,
  commit: CommitId,
  attempts: Attempts,
): Promise<CommitStatus | undefined> {
  const all = await attempts.try(async () => await statuses?.statusesOf(commit));
  const check = all?.find((each) => each.context === context);
  return check?.state === "pending" ? undefined : check;
}

/** Writes the one comment of a topic. Nothing where the forge has no comments. */
export async function comment(
  { board }: Forge,
  topic: string,
  on: Pick<ChangeRequest, "number">,
  write: (limits: BoardLimits) => string,
  attempts: Attempts,
): Promise<EnsuredComment | undefined> {
  return board && (await attempts.try(() => board.ensureComment(on, topic, write(board.limits))));
}

/** As {@link comment} where there is one. */
export async function revisedComment(
  { board }: Forge,
  topic: string,
  on: Pick<ChangeRequest, "number">,
  write: (limits: BoardLimits) => string,
  attempts: Attempts,
): Promise<EnsuredComment | undefined> {
  return board && (await attempts.try(() => board.reviseComment(on, topic, write(board.limits))));
}
