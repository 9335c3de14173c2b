/**
 * One operation on a stack: preview, up, refresh or destroy, from its options to the end of its deployment.
 *
 * In:   a verb, a snapshot, the project, its configuration, a program runner.
 * Out:  {@link carryOut}, and the refusals that come before it. Loaded when an operation starts, because protobufs come with it.
 * Must not know: locks, history, where the state is kept.
 *
 * `monitor/` is the server that the operation's program talks to.
 */
export { importFileOf } from "./import-file.ts";
export { carryOut, type OperationEnd, refuseUnknownNames, type Verb } from "./operation.ts";
export { withProtectedExcludes } from "./protected-excludes.ts";
export { refuseDeleteHooks } from "./refuse-delete-hooks.ts";
export { verifyRequiredProviders } from "./required-providers.ts";
