/**
 * When an object of Kubernetes is ready to be built upon, and waiting until it is.
 *
 * In:   an object and what belongs to it, as the API server shows them.
 * Out:  {@link readinessOf}, a verdict with its reason; {@link waitUntilReady}, {@link waitUntilGone}.
 * Must not know: Pulumi, how objects are written.
 */
export { readinessOf } from "./readiness.ts";
export { waitUntilGone, waitUntilReady } from "./wait.ts";
