/**
 * How controllers run: told what changed, called with what to make right, again after a failure.
 *
 * In:   {@link Controller}s, the API of one cluster.
 * Out:  {@link runControllers}.
 * Must not know: any kind of Kubernetes.
 */
export { type Controller, runControllers } from "./controller.ts";
