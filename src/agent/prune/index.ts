/**
 * Deletes what left the source.
 *
 * In:   inventory entries, and every Kustomization that may have them.
 * Out:  {@link PrunePlan}, {@link PruneOutcome}; {@link MassPruneRefused} when nearly everything would go.
 * Must not know: Git, what is wanted now, conditions.
 */
export { guardPrune, MassPruneRefused } from "./guard.ts";
export type { PruneFailure, PruneOutcome, PrunePlan } from "./outcome.ts";
export { type AskClaimants, Pruner } from "./pruner.ts";
