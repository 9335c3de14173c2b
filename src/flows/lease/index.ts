/**
 * Leases of the environments that a run acts on.
 *
 * In:   the environments, what is done with them; the name of a run whose lease is taken away.
 * Out:  {@link underLeases}: a run that holds them from before its first operation to its end; {@link readLeases},
 *       {@link releaseLease}.
 * Must not know: which verb runs, where leases are kept.
 */
export { type ReleaseRequest, readLeases, releaseLease } from "./read-leases.ts";
export { underLeases } from "./under-leases.ts";
