import type { AfterRefusal, Problem } from "../../change/index.ts";
import type { BoardLimits, ChangeRequest, Forge } from "../../forge/index.ts";
import type { Attempts } from "./attempts.ts";
import { comment, revisedComment } from "./posting.ts";

const topic = "merge-queue";

const aboutOneCommit =
  "This is about that one commit, which the merge queue tested. It says nothing of the change request once that has left the queue; " +
  "another commit has a check of its own.";

type Commented = Pick<ChangeRequest, "number">;

/** How it is written that a refusal says nothing of a change request any more. */
export interface AfterRefusalWriter {
  readonly afterRefusal: (after: AfterRefusal, limits: BoardLimits) => string;
}

/** Says on a change request why the commit that a merge queue made of it is refused. */
export async function commentRefusal(
  { message, ...problem }: Problem,
  on: Commented,
  forge: Forge,
  write: (problem: Problem, limits: BoardLimits) => string,
  attempts: Attempts,
): Promise<void> {
  const told = { ...problem, message: `${message} ${aboutOneCommit}` };
  await comment(forge, topic, on, (limits) => write(told, limits), attempts);
}

/**
 * Takes back what {@link commentRefusal} said, where it did. GitHub starts no job when a change request leaves the queue, so this is done
 * where the next thing happens to it.
 */
export async function takeBackRefusal(
  after: AfterRefusal,
  on: Commented,
  forge: Forge,
  write: AfterRefusalWriter,
  attempts: Attempts,
): Promise<void> {
  if (!forge.mergeQueue) return;
  await revisedComment(forge, topic, on, (limits) => write.afterRefusal(after, limits), attempts);
}
