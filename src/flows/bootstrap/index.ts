/**
 * Brings an organization up once, and moves its state into the bucket that it makes.
 *
 * In:   the organization's program, the two places of its state.
 * Out:  {@link Bootstrapped}.
 * Must not know: which engine, which cloud, files.
 */
export { type Bootstrapped, type BootstrapRequest, bootstrap } from "./bootstrap.ts";
export type { BootstrapPorts, StatePlace } from "./bootstrap-ports.ts";
