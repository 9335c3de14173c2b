/**
 * What installs Flux in a cluster.
 *
 * In:   files of manifests, as a release of Flux or of flux-operator has them.
 * Out:  {@link FluxManifests}, checked for what Flux needs and for their digest; {@link lockedDown} for a cluster of several teams.
 * Must not know: Pulumi, where files come from.
 */
export { FluxDigestMismatch, FluxManifestsInvalid, FluxManifestsUnreachable } from "./errors.ts";
export { fluxAccount, lockedDown } from "./locked-down.ts";
export { type FluxManifest, type FluxManifests, fluxNamespace } from "./manifests.ts";
export { checkedManifests, digestOf, readFluxManifests } from "./read-manifests.ts";
