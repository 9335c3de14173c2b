/**
 * Makes live objects what the source wants, one by one: an object that cannot be applied stops nobody else.
 *
 * In:   prepared objects, what is known of the live ones, how the last apply of each ended.
 * Out:  {@link ApplyOutcome}: every change and every failure.
 * Must not know: Git, conditions, when a pass is due.
 */
export { Applier, type ApplyScope } from "./applier.ts";
export { type AppliedRecord, decide } from "./decision.ts";
export type { ApplyOutcome, ObjectChange, ObjectFailure } from "./outcome.ts";
export { type PreparedObject } from "./prepared.ts";
export { immutableFields } from "./rejection.ts";
export { stageOf, stages } from "./stages.ts";
