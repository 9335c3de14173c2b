/**
 * Flux's API as plain values: the part of it that the agent honors.
 *
 * In:   `GitRepository` and `Kustomization` objects as JSON.
 * Out:  {@link GitRepository}, {@link Kustomization}, or {@link InvalidSpec} with every reason.
 * Must not know: how to fetch, build, apply, or talk to a cluster.
 */

export type { InventoryEntry } from "../../kubernetes/flux/index.ts";
export {
  milliseconds,
  type Overlay,
  type OverlayImage,
  type Substitution,
} from "../../kubernetes/kustomization/index.ts";
export { type HealthExpressions } from "./expressions.ts";
export {
  type ArtifactStatus,
  type GitRepository,
  gitRepositoryOf,
  type InvalidSpec,
  isInvalid,
  remoteMetadata,
  type WantedReference,
  type WantedSignatures,
} from "./git-repository.ts";
export { type Kustomization, kustomizationOf, type Snapshot } from "./kustomization.ts";
