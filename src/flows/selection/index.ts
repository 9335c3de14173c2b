/**
 * Which environments a command is about, in which order, and what is known of each before an engine starts.
 *
 * In:   commits, the environments that were named, the records and the states of earlier runs, through ports.
 * Out:  affected and pending environments with their reasons, desired states read once each, dependencies in order.
 * Must not know: what is done with the environments, engines' operations, other use cases.
 */
export {
  affectedEnvironments,
  declaredLayers,
  dependenciesAmong,
  environmentDependencies,
} from "./affected/index.ts";
export { affectedByChange } from "./affected-by-change.ts";
export { hasCommit, isAhead, isSeenWithin, isWithin } from "./ancestry.ts";
export { inDependencyOrder, reversed } from "./dependency-order.ts";
export { type DesiredStates, desiredStates, readValid } from "./desired-states.ts";
export { pendingEnvironments } from "./pending.ts";
export { branchNamed } from "./protected-references.ts";
export { arriving, eitherOf, everywhere, onBranch, ontoTarget, reachedOf, reachOf } from "./reach.ts";
export {
  infrastructureOf,
  requireKnown,
  requireReached,
  selectEnvironments,
  type WantedEnvironments,
  withInfrastructure,
} from "./select-environments.ts";
export { changeRequestRange, firstParent, mainLineOf, previewedRange, type WantedRange } from "./select-range.ts";
export { standingDependencies } from "./standing-dependencies.ts";
export { type StandingStacks, standingStacks } from "./standing-stacks.ts";
