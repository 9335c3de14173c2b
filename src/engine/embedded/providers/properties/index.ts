/**
 * Comparing properties: structural differences, what a program wants ignored or replaced, what a provider is sent.
 *
 * In:   inputs and outputs as plain JSON, a provider's diff.
 * Out:  changed copies and diffs; nothing is changed in place.
 * Must not know: resources, steps, providers beyond what they answered.
 */
export {
  forProvider,
  keepingSecretsOf,
  type ProviderFeatures,
  withoutUnknowns,
  withSecretsOf,
} from "./for-provider.ts";
export { withIgnoredChanges } from "./ignore-changes.ts";
export { sameValue, structuralDiff } from "./structural-diff.ts";
