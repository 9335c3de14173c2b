import type { BegunRun, StackToolsRequest } from "../cli/index.ts";
import { type WarmRunner, warmRunner } from "../engine/embedded/program/warm-runner.ts";
// Imports single files: loading the folders' indexes takes longer than all the work here.
import type { ProjectSettings } from "../engine/embedded/stack/config/project.ts";
import { readProject } from "../engine/embedded/stack/config/read-project.ts";
import type { EngineState } from "./engine-state.ts";
import { noticesOfSdkStarts } from "./sdk-notices.ts";
import type { StackHostSettings } from "./stack-state.ts";

/** What was begun of a run, for the engine that carries it out. */
export interface BegunStack {
  readonly programs: WarmRunner;
  /** Absent where the state cannot be opened: the engine's opening reports why. */
  readonly state: Promise<EngineState | undefined>;
}

/**
 * Begins what takes longest in every run of a stack's program: a process loads the SDK, and a thread derives the key of the
 * state, while this process loads the engine.
 *
 * @returns `undefined` where there is no project: opening it reports why.
 */
export async function beginStack(
  host: StackHostSettings,
  request: StackToolsRequest,
  run: BegunRun,
): Promise<BegunStack | undefined> {
  const { environment, onNotice } = host;
  const project = await readProject(request.folder, request.configFile).catch(() => undefined);
  if (project === undefined) return undefined;
  const programs = warmRunner({ environment, ...(request.verbose && noticesOfSdkStarts(onNotice)) });
  programs.prewarm?.(project);
  return { programs, state: stateWithKey(host, project, request, run) };
}

async function stateWithKey(
  host: StackHostSettings,
  project: ProjectSettings,
  request: StackToolsRequest,
  { stackOf, changes }: BegunRun,
): Promise<EngineState | undefined> {
  try {
    const { stackState } = await import("./stack-state.ts");
    const state = stackState(host, project, request);
    const stack = stackOf(project.name);
    if (stack) void state.store.prefetch(stack, changes ? "locked" : undefined).catch(() => undefined);
    return state;
  } catch {
    return undefined;
  }
}
