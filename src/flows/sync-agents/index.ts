/**
 * What people ask of sync agents beside previews and runs.
 *
 * In:   names of environments; what the checked-out commit declares of them; the port of agents.
 * Out:  {@link readTrees}, {@link reconcileEnvironments}, {@link suspendEnvironments}, {@link resumeEnvironments}, {@link readLogs}.
 * Must not know: how an agent is reached, which agent it is, how results are shown.
 */
export { type LogsRequest, readLogs } from "./read-logs.ts";
export { readTrees } from "./read-trees.ts";
export { type ReconcileRequest, reconcileEnvironments } from "./reconcile.ts";
export { resumeEnvironments, type SuspendRequest, suspendEnvironments } from "./suspend.ts";
