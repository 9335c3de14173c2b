/**
 * The port of what builds manifests, without a cluster.
 *
 * In:   the files that a folder with a kustomization is built from, at one commit.
 * Out:  {@link ManifestBuilder}: the manifests that a sync agent would apply, as one text, or why they are not known.
 * Must not know: environments, commits, how a result is shown.
 * Adapter: `kustomize/` (an installed kustomize or kubectl).
 */
export type { ManifestBuild, ManifestBuilder } from "./manifest-builder.ts";
