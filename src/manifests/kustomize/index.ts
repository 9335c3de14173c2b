/**
 * Manifests built by an installed kustomize, or by the one in kubectl.
 *
 * In:   the environment that it is started with.
 * Out:  {@link kustomizeBuilder}.
 * Must not know: environments, commits.
 */
export { kustomizeBuilder } from "./kustomize-builder.ts";
