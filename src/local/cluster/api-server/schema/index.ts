/**
 * What Kubernetes types look like, and reading values as them.
 *
 * In:   the facts of a running kube-apiserver, schemas of CustomResourceDefinitions, values that clients sent.
 * Out:  {@link TypeNode} and pure functions over it: decode, default, prune, validate.
 * Must not know: resources, requests, storage.
 */

export { decode } from "./decode.ts";
export { applyDefaults, zeroObject } from "./defaults.ts";
export { type DiscoveredResource, facts } from "./facts.ts";
export { isOfFormat } from "./formats.ts";
export { goPattern } from "./patterns.ts";
export { prune } from "./prune.ts";
export { type Definitions, definition, type Schema } from "./schema.ts";
export { anyType, TypeNode } from "./type-node.ts";
export { validateBySchema } from "./validate.ts";
