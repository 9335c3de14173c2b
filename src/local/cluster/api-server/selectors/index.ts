/**
 * Which objects a list or watch is about.
 *
 * In:   selector texts of requests, selectors that objects hold.
 * Out:  {@link parseLabelSelector}, {@link labelSelectorOf}, {@link parseFieldSelector}: pure predicates.
 * Must not know: where objects come from.
 */
export { parseFieldSelector } from "./fields.ts";
export { type Labels, labelSelectorOf, parseLabelSelector } from "./labels.ts";
