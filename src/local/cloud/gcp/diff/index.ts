/**
 * What a program's new inputs would change, and what of the cloud's state a program speaks about.
 *
 * In:   old and new inputs, the last known state, the type's facts and rules.
 * Out:  {@link changesBetween}, {@link diffResource}, {@link inputsFromState}, {@link outputsAfter}.
 * Must not know: the store, Pulumi's wire format.
 */
export { changesBetween } from "./changes.ts";
export { diffResource } from "./diff-resource.ts";
export { inputsFromState, outputsAfter } from "./inputs-from-state.ts";
