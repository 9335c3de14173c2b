/**
 * An object of Git as it is sent to a cluster.
 *
 * In:   an object as its manifest says it; what the `Kustomization` that applies it asks of all its objects.
 * Out:  {@link normalized}, {@link decorated}; {@link masked}, because messages about it may quote its secrets.
 * Must not know: clusters, Git, who sends it. It ships with the sync agent.
 */
export { type Decoration, decorated } from "./decorate.ts";
export { immutableFields } from "./immutable-fields.ts";
export { holdsSecret, masked, secretValues } from "./mask.ts";
export { normalized } from "./normalize.ts";
