/**
 * What every run that changes environments has in common.
 *
 * In:   environments, what is done with each, how they depend on each other.
 * Out:  {@link runEach}: one after the other where they depend on each other, so that a failure stops only what needs it;
 *       {@link recordRun}: the run in the history.
 * Must not know: which verb runs, previews.
 */
export { type RunCircumstances, recordRun } from "./record-run.ts";
export { runEach } from "./run-each.ts";
export { whyUnrecorded } from "./why-unrecorded.ts";
