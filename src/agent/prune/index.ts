/**
 * Deletes what left the source.
 *
 * In:   inventory entries, whose they are.
 * Out:  {@link PruneOutcome}; {@link MassPruneRefused} when nearly everything would go.
 * Must not know: Git, what is wanted now, conditions.
 */
export { guardPrune, MassPruneRefused } from "./guard.ts";
export { Pruner } from "./pruner.ts";
