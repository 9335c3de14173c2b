/**
 * The rules in CEL that a CustomResourceDefinition's schema holds (`x-kubernetes-validations`).
 *
 * In:   a schema's rules, an object and the one before it.
 * Out:  {@link ruleFaults}: what the rules refuse; {@link estimateOf}: what is wrong with a rule, or what it costs at most.
 * Must not know: requests, stores, which definitions there are.
 */

export { mostPlaces, ruleTypeOf } from "./analysis/index.ts";
export { ruleFaults } from "./evaluate.ts";
export { type Estimate, estimateOf, usesOldSelf } from "./expression.ts";
export { validFieldPath } from "./field-path.ts";
