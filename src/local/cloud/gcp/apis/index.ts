/**
 * What Google's APIs refuse of inputs alone, without a look at other resources.
 *
 * In:   inputs, and the facts of the type's API.
 * Out:  {@link apiRefusals}, {@link immutableChanges}: where the program gives the value, and the API's status, field and reason.
 * Must not know: hand-checked rules, the store, how a refusal is reported.
 */
export { type ApiRefusal, apiRefusals, immutableAt, immutableChanges } from "./api-refusals.ts";
