/**
 * Comparing properties: paths, structural differences, what a program wants ignored or replaced.
 *
 * In:   inputs and outputs as plain JSON, a provider's diff.
 * Out:  changed copies and diffs; nothing is changed in place.
 * Must not know: resources, steps, providers beyond what they answered.
 */
export { withIgnoredChanges } from "./ignore-changes.ts";
export { formatPath, parsePath, pathContains, resetAt } from "./path.ts";
export { withReplaceOnChanges } from "./replace-on-changes.ts";
export { sameValue, structuralDiff } from "./structural-diff.ts";
