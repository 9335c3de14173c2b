/**
 * Flux's API by its names: groups, resources, labels, annotations, conditions, revisions.
 *
 * In:   texts and conditions of Flux's objects.
 * Out:  {@link annotations}, {@link Condition}, {@link Revision} and pure functions over them.
 * Must not know: how to reconcile, or how to reach a cluster.
 */
export { asksFor, isKept, isLeftAlone, isMerged } from "./asks-for.ts";
export {
  type Condition,
  notReady,
  ready,
  reconciling,
  stalled,
  type WantedCondition,
  withConditions,
} from "./condition.ts";
export { entryOf, type InventoryEntry, type InventoryItem, itemOf, objectText } from "./inventory.ts";
export {
  annotations,
  fieldManager,
  finalizer,
  fluxFieldManager,
  keyOf,
  type NamespacedName,
  ownerNameLabel,
  ownerNamespaceLabel,
} from "./names.ts";
export { ownerOf } from "./owner.ts";
export { gitRepositories, kustomizations, receivers, secrets } from "./resources.ts";
export { meansCommit, parseRevision, type Revision, revisionText } from "./revision.ts";
