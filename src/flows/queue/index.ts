/**
 * What waits on a branch to be brought up, and the runs that do it.
 *
 * In:   a branch of a {@link Forge}, the record of runs, the push that started a job.
 * Out:  {@link readWaiting}: which environments wait for which commits, from Git and the record alone; {@link bringUpQueue}: runs that take
 *       environments to the newest commit they can come to, each held to what all merges it contains showed; {@link bringUpTag}: the same
 *       without a forge, of the one commit with a tag.
 * Must not know: which forge it is, what started the job, how a run is shown.
 */
export { BranchWalk } from "./branch-walk.ts";
export { bringUpQueue, type QueueEnd, type QueueRun, type QueueUpRequest } from "./bring-up-queue.ts";
export { bringUpTag } from "./bring-up-tag.ts";
export { readWaiting } from "./read-waiting.ts";
export { type WaitingForApproval, waitingForApproval } from "./waiting-for-approval.ts";
