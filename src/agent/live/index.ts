/**
 * What is in the cluster now, as far as it is ours.
 *
 * In:   watches of the kinds that were applied.
 * Out:  {@link LiveCache}: per object its version, health, owner and the fields that we own; what others added.
 * Must not know: what is wanted, Git, who asks.
 */
export { LiveCache } from "./live-cache.ts";
export { isNewer, type Observation, observationOf } from "./observation.ts";
export { reflect } from "./reflector.ts";
