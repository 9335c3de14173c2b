/**
 * Makes live objects what the source declares, one by one: an object that cannot be applied does not stop the others.
 *
 * In:   prepared objects, cached facts about the live ones, the result of each object's last apply.
 * Out:  {@link ApplyOutcome}: every change and every failure.
 * Must not know: Git, conditions, when a pass is due.
 */

export { Applier } from "./applier.ts";
export { type AppliedRecord, decide } from "./decision.ts";
export type { ApplyOutcome, ObjectChange, ObjectFailure } from "./outcome.ts";
export { type PreparedObject, prepared } from "./prepared.ts";
export { failureKindOf } from "./rejection.ts";
export type { ApplyScope } from "./scope.ts";
export { stageOf, stages } from "./stages.ts";
export { Turns } from "./turns.ts";
