import type { ProjectSettings } from "../stack/index.ts";
import { ImportsCache } from "./imports-cache.ts";
import { type HeldLaunch, heldLaunchOf, type Launch, launchOf, verifyProgram } from "./launch/launch.ts";
import type { ImportedModules } from "./process/held-program.ts";
import type { ProcessSettings } from "./process/process-settings.ts";
import { WarmProcess } from "./process/warm-process.ts";
import { startCold } from "./process-runner.ts";
import type { ProgramRun, ProgramRunner, RunningProgram } from "./program-runner.ts";

/** How many processes are kept warm, and for which programs. */
export interface WarmRunnerOptions extends ProcessSettings {
  /** Processes that are warm or run, at most; further programs start cold. Each takes some 100 MB. @default 1 */
  readonly size?: number;
  /** Runs that may share a process, at most, one after the other. @default 500 */
  readonly runsOfOneProcess?: number;
  /**
   * Keeps processes warm for programs that have run, too, as a server does that runs the same program many times.
   *
   * @default false: only for programs that {@link WarmRunner.prepare} has named.
   */
  readonly remember?: boolean;
}

/** Runs programs in processes that have loaded the SDK before the run was known; in new processes where none is ready. */
export interface WarmRunner extends ProgramRunner {
  /**
   * Starts processes for the program of a project, as many as there is room for and at most `runs`. Repeatable.
   *
   * Does nothing for a project whose processes cannot be held: arguments for Node, or an SDK that is not patched. Never rejects.
   */
  prepare(project: ProjectSettings, runs?: number): Promise<void>;
  /** Reports once what a program has left in a process, as a sentence's part: each of its runs has a process of its own then. */
  reportTraces(report: (trace: string) => void): void;
  /** How many processes run a program or wait to run it again. */
  processes(): number;
  /** Settles when the processes that are held have ended their rehearsals. */
  untilWarm(): Promise<void>;
  /** Ends every held process, and lets programs run that do. Repeatable. Programs that start later start cold. */
  readonly close: () => Promise<void>;
}

/** Programs that can take each other's held processes, and how many processes they want. */
interface Demand {
  launch: HeldLaunch;
  readonly modules: ImportedModules;
  readonly ready: WarmProcess[];
  /** Processes that have run the program and wait for another run. */
  readonly waiting: WarmProcess[];
  /** What a run of the program has left in its process. Each run has a process of its own from then on. */
  trace?: string;
  /** Runs that are still expected. */
  runs: number;
  /** False once warming up has left traces in a process. */
  warmable: boolean;
}

/**
 * A pool of processes that have loaded the SDK and wait for a run.
 *
 * Each serves one run and ends with it, so that the next run sees nothing of a program: no modules, globals, timers or
 * patched builtins. The next process is warmed when a run has ended, not during the run.
 */
export function warmRunner(options: WarmRunnerOptions): WarmRunner {
  const { environment, size = 1, remember = false, runsOfOneProcess = 500 } = options;
  const demands = new Map<string, Demand>();
  const imports = new ImportsCache();
  let running = 0;
  let early = 0;
  let closed = false;
  let reportTrace: (trace: string) => void = () => undefined;

  const held = ({ ready, waiting }: Demand) => ready.length + waiting.length;
  const room = () => size - running - early - [...demands.values()].reduce((sum, demand) => sum + held(demand), 0);

  const refill = (demand: Demand): void => {
    const wanted = Math.min(size - running, demand.runs) - held(demand);
    for (let missing = closed || !demand.warmable ? 0 : wanted; missing > 0; missing -= 1) {
      if (room() <= 0 && !endOneOfOthers(demand)) return;
      demand.ready.push(new WarmProcess(demand.launch, demand.modules, options));
    }
  };

  /** Makes room by ending a process of the program that was named longest ago: it is the least likely to run next. */
  const endOneOfOthers = (demand: Demand): boolean => {
    const [other] = [...demands.values()].filter((each) => each !== demand && held(each) > 0);
    void (other?.ready.pop() ?? other?.waiting.pop())?.end();
    return other !== undefined;
  };

  /** Puts the demand last in `demands`. @returns `undefined` for a program that cannot be read. */
  const demandOf = async (launch: HeldLaunch): Promise<Demand | undefined> => {
    const modules = await imports.of(launch);
    if (modules === undefined) return undefined;
    const { args, folder, tsconfigs } = launch;
    const key = JSON.stringify([args, tsconfigs && [folder, tsconfigs], modules]);
    const demand = demands.get(key) ?? { launch, modules, ready: [], waiting: [], runs: 0, warmable: true };
    demand.launch = launch;
    demands.delete(key);
    demands.set(key, demand);
    return demand;
  };

  /** Starts a process before the program's imports are known: it loads the SDK while they are read. */
  const startEarly = (launch: HeldLaunch): WarmProcess => {
    early += 1;
    return new WarmProcess(launch, imports.of(launch), options);
  };

  /** Runs the program in a process that has run it before, or in one that can run it again. */
  const startRepeatable = async (
    demand: Demand,
    launch: Launch,
    run: ProgramRun,
  ): Promise<RunningProgram | undefined> => {
    const take = async (process: WarmProcess) =>
      await process.takeRepeatable(launch.run, run, {
        mostRuns: runsOfOneProcess,
        onWaiting() {
          if (closed || demand.trace !== undefined) void process.end();
          else demand.waiting.push(process);
        },
        onTrace(trace) {
          if (demand.trace === undefined) reportTrace(trace);
          demand.trace ??= trace;
          // No run takes them any more, and their memory is wanted.
          for (const unused of demand.waiting.splice(0)) void unused.end();
        },
      });
    for (let process = nextOf(demand); process !== undefined; process = nextOf(demand)) {
      const program = await take(process);
      if (program) return program;
      demand.warmable &&= !process.unfit;
    }
    return demand.warmable ? await take(new WarmProcess(launch, demand.modules, options)) : undefined;
  };

  /** Counts the run from before it takes a process: one that is no longer held and not counted would be replaced meanwhile. */
  const counted = async (demand: Demand | undefined, begin: () => Promise<RunningProgram>): Promise<RunningProgram> => {
    const end = () => {
      running -= 1;
      if (demand) refill(demand);
    };
    running += 1;
    try {
      const program = await begin();
      void program.ended.then(end);
      return program;
    } catch (thrown) {
      end();
      throw thrown;
    }
  };

  const prepare = async (project: ProjectSettings, runs = Number.POSITIVE_INFINITY): Promise<void> => {
    const launch = orUndefined(() => heldLaunchOf(project, environment));
    if (!launch || !launch.holdable || closed) return;
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
    prewarm: (project) => void prepare(project, 1),
    reportTraces(report) {
      reportTrace = report;
    },
    processes() {
      return [...demands.values()].reduce((sum, { waiting }) => sum + waiting.length, running);
    },
    async untilWarm() {
      const waiting = [...demands.values()].flatMap(({ ready }) => ready);
      await Promise.all(waiting.map(async (process) => await process.untilWarm()));
    },
    async start(run) {
      const launch = launchOf(run, environment);
      const { repeatable = false } = run;
      const isExpected = launch.holdable && (demands.size > 0 || early > 0 || remember || repeatable);
      const demand = isExpected ? await demandOf(launch) : undefined;
      if (demand) demand.runs = remember ? Number.POSITIVE_INFINITY : Math.max(0, demand.runs - 1);
      // The process knows that a run is over by a call over the pipe.
      const repeats = repeatable && launch.run.served && demand?.modules.repeatable && demand.trace === undefined;
      return await counted(
        demand,
        async () =>
          (repeats && demand && (await startRepeatable(demand, launch, run))) ||
          ((demand && (await takeWarm(demand, launch, run))) ?? startCold(launch, run, options)),
      );
    },
    async close() {
      closed = true;
      const processes = [...demands.values()].flatMap(({ ready, waiting }) => [
        ...ready.splice(0),
        ...waiting.splice(0),
      ]);
      await Promise.all(processes.map(async (process) => await process.end()));
    },
  };
}

/** A project that cannot be started is reported by its run, with the reason. */
function orUndefined<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** A process that has run the program is preferred to one that has only loaded what it imports. */
function nextOf({ waiting, ready }: Demand): WarmProcess | undefined {
  return waiting.shift() ?? ready.shift();
}

/** Gives the run to the first process that is still as a new one would be. */
async function takeWarm(demand: Demand, launch: Launch, run: ProgramRun): Promise<RunningProgram | undefined> {
  for (;;) {
    const process = demand.ready.shift();
    if (process === undefined) return undefined;
    const program = await process.take(launch.run, run);
    if (program) return program;
    demand.warmable &&= !process.unfit;
  }
}
