import type { ProjectSettings } from "../config/index.ts";
import { heldLaunchOf, type Launch, launchOf, verifyProgram } from "./launch.ts";
import { startCold } from "./process-runner.ts";
import { type ProgramImports, readProgramImports, unchangedSince } from "./program-imports.ts";
import type { Environment } from "./program-process.ts";
import type { ProgramRun, ProgramRunner, RunningProgram } from "./program-runner.ts";
import { WarmProcess } from "./warm-process.ts";

/** How many processes are kept ready, and for what. */
export interface WarmRunnerOptions {
  /** Environment of programs. */
  readonly environment: Environment;
  /** Processes that are ready or run, at most; further programs start cold. Each takes some 100 MB. @default 1 */
  readonly size?: number;
  /**
   * Keeps processes ready for the programs that have run, too: for whoever runs the same program many times.
   *
   * @default false: only for what {@link WarmRunner.prepare} was told.
   */
  readonly remember?: boolean;
}

/** Runs programs in processes that have loaded the SDKs before the work came; in new ones where none is ready. */
export interface WarmRunner extends ProgramRunner {
  /**
   * Has processes ready for the program of a project, as many as there is room for and at most `runs`. Repeatable.
   *
   * Settles when they are as warm as they get. A project whose processes cannot be started beforehand is left alone.
   */
  prepare(project: ProjectSettings, runs?: number): Promise<void>;
  /** Ends every process that waits; programs that run are not touched. Repeatable. Whatever starts later starts cold. */
  readonly close: () => Promise<void>;
}

/** Programs whose processes are alike until they run. */
interface Demand {
  launch: Omit<Launch, "run">;
  readonly imports: ProgramImports;
  readonly ready: WarmProcess[];
  /** Runs that are still expected. */
  runs: number;
  /** False when a process did not stay as new while it was warmed. */
  warmable: boolean;
}

/**
 * A pool of processes that have loaded the SDKs and wait.
 *
 * Each serves one run and ends with it, so that nothing of a program, not its modules, globals, timers or patched builtins,
 * can be seen by the next. The next one is warmed when a run has ended, not during it.
 */
export function warmRunner({ environment, size = 1, remember = false }: WarmRunnerOptions): WarmRunner {
  const demands = new Map<string, Demand>();
  const imports = new ImportsCache();
  let running = 0;
  let closed = false;

  const readyCount = () => [...demands.values()].reduce((sum, { ready }) => sum + ready.length, 0);

  const wanted = (demand: Demand) =>
    closed || !demand.warmable ? 0 : Math.min(size - running, demand.runs) - demand.ready.length;

  const refill = (demand: Demand): void => {
    for (let missing = wanted(demand); missing > 0; missing -= 1) {
      if (readyCount() >= size - running && !endOneOfOthers(demand)) return;
      demand.ready.push(new WarmProcess(demand.launch, demand.imports, environment));
    }
  };

  /** Makes room: whoever was asked for last is more likely to be asked for next. */
  const endOneOfOthers = (demand: Demand): boolean => {
    const [other] = [...demands.values()].filter((each) => each !== demand && each.ready.length > 0);
    void other?.ready.pop()?.end();
    return other !== undefined;
  };

  /** The latest at the end. @returns `undefined` for what can only be started when it runs. */
  const demandOf = async (launch: Omit<Launch, "run">): Promise<Demand | undefined> => {
    if (!launch.beforehand || environment["TSX_TSCONFIG_PATH"] !== undefined) return undefined;
    const imported = await imports.of(launch);
    if (imported === undefined) return undefined;
    const { args, folder, settings } = launch;
    const key = JSON.stringify([args, settings && [folder, settings], imported.modules, imported.esm]);
    const demand = demands.get(key) ?? { launch, imports: imported, ready: [], runs: 0, warmable: true };
    demand.launch = launch;
    demands.delete(key);
    demands.set(key, demand);
    return demand;
  };

  const count = async ({ ended }: RunningProgram, demand: Demand | undefined): Promise<void> => {
    running += 1;
    await ended;
    running -= 1;
    if (demand) refill(demand);
  };

  return {
    verify: verifyProgram,
    async prepare(project, runs = Number.POSITIVE_INFINITY) {
      const demand = await demandOf(heldLaunchOf(project));
      if (demand === undefined) return;
      demand.runs = Math.max(demand.runs, runs);
      refill(demand);
      await Promise.all(demand.ready.map(async (process) => await process.untilWarm()));
    },
    async start(run) {
      const launch = launchOf(run);
      const demand = demands.size > 0 || remember ? await demandOf(launch) : undefined;
      if (demand) demand.runs = remember ? Number.POSITIVE_INFINITY : Math.max(0, demand.runs - 1);
      const program = (demand && (await takeWarm(demand, launch, run))) ?? startCold(launch, run, environment);
      void count(program, demand);
      return program;
    },
    async close() {
      closed = true;
      const waiting = [...demands.values()].flatMap(({ ready }) => ready.splice(0));
      await Promise.all(waiting.map(async (process) => await process.end()));
    },
  };
}

/** The first of the processes that is as good as a new one. */
async function takeWarm(demand: Demand, launch: Launch, run: ProgramRun): Promise<RunningProgram | undefined> {
  for (;;) {
    const process = demand.ready.shift();
    if (process === undefined) return undefined;
    const program = await process.take(launch.run, run);
    if (program) return program;
    demand.warmable &&= !process.unfit;
  }
}

/** What each program imports, read again when one of its sources has changed. */
class ImportsCache {
  readonly #read = new Map<string, { readonly at: number; readonly imports: ProgramImports | undefined }>();

  async of(launch: Pick<Launch, "entry" | "folder">): Promise<ProgramImports | undefined> {
    const key = JSON.stringify([launch.folder, launch.entry]);
    const found = this.#read.get(key);
    if (found?.imports && unchangedSince(found.imports.sources, found.at)) return found.imports;
    const at = Date.now();
    const imports = await readProgramImports(launch);
    this.#read.set(key, { at, imports });
    return imports;
  }
}
