/**
 * Going back: a change that declares an environment as it was.
 *
 * In:   an environment, the commit to go back to or the record of runs; commits, and a forge for the change request.
 * Out:  {@link rollbackEnvironment}: a branch, a change request, and what its plan takes away for good.
 * Must not know: how it is shown, bringing up. A rollback is merged and brought up as every other change.
 */
export { type RollbackPorts, type RollbackRequest, rollbackEnvironment } from "./rollback-environment.ts";
