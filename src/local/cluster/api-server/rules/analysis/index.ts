/**
 * What can be said of a rule before it meets a value: whether it fits the schema, and what it costs at most.
 *
 * In:   a parsed expression, the schema of the place that it is written at.
 * Out:  {@link Analysis}, {@link RuleType}.
 * Must not know: objects, where rules are declared.
 */
export { Analysis } from "./analysis.ts";
export { mostPlaces, type RuleType, ruleTypeOf, simpleType } from "./rule-type.ts";
export { NotCompilable, Scope } from "./scope.ts";
export { Signatures } from "./signatures.ts";
