/**
 * Running programs: unmodified ones, by the launcher of the SDK that they have installed.
 *
 * In:   a project, a stack, its configuration, the address of a monitor.
 * Out:  {@link ProgramRunner}, and how each run ended.
 * Must not know: resources, state, providers.
 */
export { programFolder } from "./launch/launch.ts";
export { processRunner } from "./process-runner.ts";
export type { ProgramEnd, ProgramRun, ProgramRunner, RunningProgram } from "./program-runner.ts";
export { type WarmRunner, type WarmRunnerOptions, warmRunner } from "./warm-runner.ts";
