/**
 * Running programs: unmodified ones, by the launcher of the SDK that they have installed.
 *
 * In:   a project, a stack, its configuration, the address of a monitor.
 * Out:  {@link ProgramRunner}, and how each run ended.
 * Must not know: resources, state, providers.
 *
 * To be read in this order:
 * 1. `program-runner.ts`, the port; `process-runner.ts` starts a process for each run, `warm-runner.ts` before the run is known.
 * 2. `launch/launch.ts`: arguments and environment of a program's process, and whether its SDK is patched (`sdk-start.ts`).
 * 3. `process/held-program.ts`: what the engine and that process say to each other; the classes beside it are the engine's end.
 * 4. `sdk-patches/preload.ts`: the process's end, and each change of the SDK of a tested version.
 * 5. `repeated-runs/repeat-runs.ts`: how a process forgets a run and makes another, and finds out that a program left a trace.
 *
 * `typescript/typescript.ts` has Node load programs in TypeScript. `program-imports.ts` reads what a program imports.
 */
export { programFolder } from "./launch/launch.ts";
export { describeSdkStart, type SdkStart } from "./launch/sdk-start.ts";
export type { Confinement } from "./process/process-settings.ts";
export { processRunner } from "./process-runner.ts";
export type { ProgramEnd, ProgramRun, ProgramRunner, RunningProgram } from "./program-runner.ts";
export { type WarmRunner, type WarmRunnerOptions, warmRunner } from "./warm-runner.ts";
