/**
 * What a `Kustomization` of Flux makes of the manifests of its folder.
 *
 * In:   its `spec`, the files of the folder.
 * Out:  {@link SpecReader}, which collects what is wrong; {@link Overlay} and {@link Substitution}; {@link overlaid}, the folder as kustomize
 *       has to build it.
 * Must not know: clusters, Git, who asks. It ships with the sync agent.
 */
export { milliseconds } from "./duration.ts";
export { kustomizationWith } from "./kustomization-with.ts";
export { kustomizationOf, overlaid, ownKustomization } from "./overlaid.ts";
export { type Overlay, type OverlayImage, overlayFields, overlayOf } from "./overlay.ts";
export { SpecReader } from "./spec-reader.ts";
export { type Substitution, substitutionOf } from "./substitution.ts";
