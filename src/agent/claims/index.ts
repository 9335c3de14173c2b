/**
 * Which Kustomizations have an object, as far as that decides whether another one may delete it.
 *
 * In:   every `Kustomization` of the cluster as JSON; what this agent has read of their sources.
 * Out:  {@link Claimant}; {@link standingOf} an object: deletable, declared, or unknown with the reason.
 * Must not know: how they are listed, how objects are deleted, Git.
 */
export { type Claimant, claimantOf, inventoryOf, type MayHide, type Observed, type Reading } from "./claimant.ts";
export { type Contents, contentsOf } from "./contents.ts";
export { type Standing, standingOf } from "./standing.ts";
