/**
 * What Kubernetes manifests in a folder say, by the rules of kustomize and Flux.
 *
 * In:   a {@link FileTree} and a folder of it, or the text of a file.
 * Out:  {@link ManifestReader}: every file that building the folder reads, or what about it is unknown. {@link readManifests}: the
 *       objects of a file, or everything that is wrong with it. {@link ManifestChecker}: everything that is wrong with a folder.
 * Must not know: clusters, Git, environments, who asks. It ships with the sync agent.
 */
export { type BuildPlan, buildPlan, isBelow, isKustomization } from "./build-plan.ts";
export { ManifestChecker } from "./check-manifests.ts";
export { declaredOnce } from "./declared-once.ts";
export { fluxControllerOf } from "./flux-controllers.ts";
export { FluxMemo } from "./flux-memo.ts";
export { manifestLimits, sizeProblem, sizeText } from "./limits.ts";
export { type ManifestFolder, ManifestFolders, type ManifestRoot } from "./manifest-folder.ts";
export { identityOf, type ManifestObject, titleOf } from "./manifest-object.ts";
export { ManifestReader, type ManifestSources } from "./manifest-sources.ts";
export type { ManifestIssue, UnknownSource } from "./place.ts";
export type { ManifestOpening, OpenManifest } from "./read-document.ts";
export { readManifests } from "./read-manifests.ts";
export { isPinned, mayBeOwn } from "./remote.ts";
export { removalText, removedKinds } from "./removed-kinds.ts";
export { SourceRules } from "./source-rules.ts";
export type { Substitute } from "./substitution.ts";
