/**
 * The rules in CEL that a CustomResourceDefinition's schema holds (`x-kubernetes-validations`).
 *
 * In:   a schema's rules, an object and the one before it.
 * Out:  {@link ruleFaults}, {@link expressionFault}: what the rules refuse, and what is wrong with a rule itself.
 * Must not know: requests, stores, which definitions there are.
 */

export { ruleFaults } from "./evaluate.ts";
export { expressionFault } from "./expression.ts";
