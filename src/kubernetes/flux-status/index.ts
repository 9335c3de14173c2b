/**
 * What a sync agent, ours or Flux itself, says in the status of its objects.
 *
 * In:   a `Kustomization` and the `GitRepository` that feeds it, as JSON.
 * Out:  {@link SyncStatus}, by {@link syncStatusOf}.
 * Must not know: which agent it is, how the objects are read. Needs zod, which the agent ships without.
 */
export { commitOf, gitRepository, kustomization, syncStatusOf } from "./flux-status.ts";
export type { ObjectProblem, SyncCondition, SyncStatus } from "./sync-status.ts";
