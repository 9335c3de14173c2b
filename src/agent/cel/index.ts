/**
 * Expressions of CEL, by which a `Kustomization` says what it takes for healthy or ready.
 *
 * In:   their text; objects as JSON.
 * Out:  {@link Expression}, or what is wrong with the text.
 * Must not know: which fields of Flux's API hold expressions, what follows from their answers.
 */
export { type Expression, parseExpression } from "./expression.ts";
