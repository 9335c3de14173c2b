import type { ProjectSettings } from "../config/index.ts";
import { type HeldLaunch, heldLaunchOf, type Launch, launchOf, verifyProgram } from "./launch/launch.ts";
import type { ImportedModules } from "./process/held-program.ts";
import type { Environment } from "./process/program-process.ts";
import { WarmProcess } from "./process/warm-process.ts";
import { startCold } from "./process-runner.ts";
import { type ProgramImports, readProgramImports, unchangedSince } from "./program-imports.ts";
import type { ProgramRun, ProgramRunner, RunningProgram } from "./program-runner.ts";

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
   * Starts processes for the program of a project, as many as there is room for and at most `runs`. Repeatable.
   *
   * A project whose processes cannot be started beforehand is left alone. Never rejects.
   */
  prepare(project: ProjectSettings, runs?: number): Promise<void>;
  /** Settles when the processes that wait are as warm as they get. Nobody has to wait for that. */
  untilWarm(): Promise<void>;
  /** Ends every process that waits; programs that run are not touched. Repeatable. Whatever starts later starts cold. */
  readonly close: () => Promise<void>;
}

/** Programs whose processes are alike until they run. */
interface Demand {
  launch: HeldLaunch;
  readonly modules: ImportedModules;
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
  let early = 0;
  let closed = false;

  const room = () => size - running - early - [...demands.values()].reduce((sum, { ready }) => sum + ready.length, 0);

  const refill = (demand: Demand): void => {
    const wanted = Math.min(size - running, demand.runs) - demand.ready.length;
    for (let missing = closed || !demand.warmable ? 0 : wanted; missing > 0; missing -= 1) {
      if (room() <= 0 && !endOneOfOthers(demand)) return;
      demand.ready.push(new WarmProcess(demand.launch, demand.modules, environment));
    }
  };

  /** Makes room: whoever was asked for last is more likely to be asked for next. */
  const endOneOfOthers = (demand: Demand): boolean => {
    const [other] = [...demands.values()].filter((each) => each !== demand && each.ready.length > 0);
    void other?.ready.pop()?.end();
    return other !== undefined;
  };

  /** The latest at the end. @returns `undefined` when it is not known what to warm. */
  const demandOf = async (launch: HeldLaunch): Promise<Demand | undefined> => {
    const modules = await imports.of(launch);
    if (modules === undefined) return undefined;
    const { args, folder, settings } = launch;
    const key = JSON.stringify([args, settings && [folder, settings], modules]);
    const demand = demands.get(key) ?? { launch, modules, ready: [], runs: 0, warmable: true };
    demand.launch = launch;
    demands.delete(key);
    demands.set(key, demand);
    return demand;
  };

  /** The SDK is the same whatever a program imports: a process can load it while that is found out. */
  const startEarly = (launch: HeldLaunch): WarmProcess => {
    early += 1;
    return new WarmProcess(launch, imports.of(launch), environment);
  };

  const count = async ({ ended }: RunningProgram, demand: Demand | undefined): Promise<void> => {
    running += 1;
    await ended;
    running -= 1;
    if (demand) refill(demand);
  };

  const prepare = async (project: ProjectSettings, runs = Number.POSITIVE_INFINITY): Promise<void> => {
    const launch = orUndefined(() => heldLaunchOf(project));
    if (!launch || !launch.beforehand || closed) return;
    const first = demands.size === 0 && room() > 0 && runs > 0 ? startEarly(launch) : undefined;
    const demand = await demandOf(launch);
    if (first) early -= 1;
    if (demand === undefined) return;
    if (first && closed) await first.end();
    else if (first) demand.ready.push(first);
    demand.runs = Math.max(demand.runs, runs);
    refill(demand);
  };

  return {
    verify: verifyProgram,
    prepare,
    expect: (project) => void prepare(project, 1),
    async untilWarm() {
      const waiting = [...demands.values()].flatMap(({ ready }) => ready);
      await Promise.all(waiting.map(async (process) => await process.untilWarm()));
    },
    async start(run) {
      const launch = launchOf(run);
      const isExpected = launch.beforehand && (demands.size > 0 || early > 0 || remember);
      const demand = isExpected ? await demandOf(launch) : undefined;
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

/** Whoever runs the project learns what is wrong with it. */
function orUndefined<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
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
  readonly #read = new Map<string, { readonly at: number; readonly imports: Promise<ProgramImports | undefined> }>();

  async of(launch: Pick<Launch, "entry" | "folder">): Promise<ImportedModules | undefined> {
    const key = JSON.stringify([launch.folder, launch.entry]);
    const found = this.#read.get(key);
    const known = await found?.imports;
    if (found && known && unchangedSince(known.sources, found.at)) return known.modules;
    // Somebody else may have found it out, too, and reads already.
    const latest = this.#read.get(key);
    const reading = latest === found ? this.#readAnew(key, launch) : latest?.imports;
    return (await reading)?.modules;
  }

  #readAnew(key: string, launch: Pick<Launch, "entry" | "folder">): Promise<ProgramImports | undefined> {
    const imports = readProgramImports(launch);
    this.#read.set(key, { at: Date.now(), imports });
    return imports;
  }
}
