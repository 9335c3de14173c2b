/**
 * What a patch makes of an object.
 *
 * In:   an object, a patch, for strategic merge the object's type.
 * Out:  {@link jsonPatch}, {@link mergePatch}, {@link strategicMerge}: pure functions.
 * Must not know: requests, field owners (server-side apply is in `apply/`).
 */
export { jsonPatch } from "./json-patch.ts";
export { mergePatch } from "./merge-patch.ts";
export { PatchMalformed, PatchRefused } from "./patch-refused.ts";
export { strategicMerge } from "./strategic-merge.ts";
