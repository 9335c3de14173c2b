/**
 * What Kubernetes manifests in a folder say, by the rules of kustomize and Flux.
 *
 * In:   a {@link FileTree} and a folder of it.
 * Out:  {@link ManifestReader}: every file that building the folder reads, or what about it is unknown.
 * Must not know: clusters, Git, environments, who asks. It ships with the sync agent.
 */
export { ManifestReader, type ManifestSources } from "./manifest-sources.ts";
export type { UnknownSource } from "./place.ts";
export { isPinned, mayBeOwn } from "./remote.ts";
