/**
 * Flux's API as plain values: the part of it that the agent honors.
 *
 * In:   `GitRepository` and `Kustomization` objects as JSON.
 * Out:  {@link GitRepository}, {@link Kustomization}, or {@link InvalidSpec} with every reason; conditions; revisions; names.
 * Must not know: how to fetch, build, apply, or talk to a cluster.
 */
export {
  notReady,
  ready,
  reconciling,
  stalled,
  type WantedCondition,
  withConditions,
} from "../../kubernetes/flux/condition.ts";
export {
  annotations,
  fieldManager,
  finalizer,
  keyOf,
  kustomizeGroup,
  ownerNameLabel,
  ownerNamespaceLabel,
  sourceGroup,
} from "../../kubernetes/flux/names.ts";
export { meansCommit, parseRevision, type Revision, revisionText } from "../../kubernetes/flux/revision.ts";
export { durationText, milliseconds } from "./duration.ts";
export {
  type ArtifactStatus,
  type GitRepository,
  gitRepositoryOf,
  isInvalid,
  remoteMetadata,
  type WantedReference,
} from "./git-repository.ts";
export {
  type InventoryEntry,
  type Kustomization,
  kustomizationOf,
  type Substitution,
} from "./kustomization.ts";
