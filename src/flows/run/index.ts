/**
 * What every run that changes environments has in common.
 *
 * In:   environments, what is done with each, how they depend on each other.
 * Out:  {@link runEach}: one after the other where they depend on each other, so that a failure stops only what needs it;
 *       {@link leftAlone}: one that a run does not touch; {@link recordRun}: the run in the history; {@link engineOf}: what runs an
 *       environment, also one whose folder is gone.
 * Must not know: which verb runs, previews.
 */
export { engineOf } from "./engine-of.ts";
export { interrupted, leftAlone } from "./left-alone.ts";
export { environmentRecord, type RunCircumstances, recordOfRun, recordRun } from "./record-run.ts";
export { runEach } from "./run-each.ts";
export { whyUnrecorded } from "./why-unrecorded.ts";
