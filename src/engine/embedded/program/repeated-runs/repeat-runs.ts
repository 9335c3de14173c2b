import Module, { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";
import { Garbage } from "../../../../lib/garbage.ts";
import type { HeldRun, RunOver } from "../process/held-program.ts";
import { onProgram } from "./launcher-hook.ts";
import { OpenHandles } from "./open-handles.ts";
import { changeOf, type ProcessState, processState, putBack } from "./process-state.ts";
import { ProgramModules } from "./program-modules.ts";
import { badEnd, filesOfEachRun, registrations, resetSdk } from "./sdk-reset.ts";
import { WatchedGlobals } from "./watched-globals.ts";
import { WatchedObjects } from "./watched-objects.ts";

/** The process's connection to the engine, as far as it is used between runs. */
export interface BetweenRuns {
  /** The SDK's `cmd/run/index.js`. */
  readonly launcher: string;
  /** Ends what the run has printed, on each stream. */
  readonly marker: string;
  sendOver(over: RunOver): void;
  sendTrace(trace: string): void;
  /** Keeps the process alive until the engine has sent the next run. */
  nextRun(): Promise<HeldRun>;
  takeOn(run: HeldRun): void;
  /** Calls that the engine has not answered. */
  callsWaiting(): number;
}

/** What is there when a program begins, and has to be there again at its end. */
interface Beginning {
  readonly globals: WatchedGlobals;
  readonly state: ProcessState;
}

/**
 * Has a process run its program again for each run that the engine sends, by the SDK's launcher, which is evaluated again.
 *
 * Between two runs the process has to be as before the first: it evaluates the program's modules and the SDK's state anew,
 * and compares the rest with what it was. A process that differs says how, and ends as it would have ended after one run.
 */
export class RepeatedRuns {
  readonly #sdk: NodeJS.Require;
  readonly #modules = new ProgramModules();
  readonly #objects = new WatchedObjects();
  /** Before the launcher was first loaded. */
  readonly #initial: ProcessState;
  readonly #folder = process.cwd();
  readonly #garbage = new Garbage();
  #registrations: ReturnType<typeof registrations> = {};
  #runs = 0;
  #beginning: Beginning | undefined;

  private constructor(
    private readonly engine: BetweenRuns,
    private readonly handles: OpenHandles,
  ) {
    this.#sdk = createRequire(engine.launcher);
    this.#initial = processState();
    onProgram((entry) => this.#begin(entry));
  }

  static async of(engine: BetweenRuns): Promise<RepeatedRuns> {
    return new RepeatedRuns(engine, await OpenHandles.ofProcess());
  }

  /** Called when the engine has no more to do for the run. The process ends when nothing is left to do, or goes on. */
  readonly runIsOver = (): void => {
    process.once("beforeExit", () => void this.#goOn());
  };

  #begin(entry: string): string {
    this.#runs += 1;
    this.#modules.begin();
    if (this.#runs === 1) this.#watch();
    this.#beginning = { globals: new WatchedGlobals(), state: processState() };
    return this.#runs > 1 && entry.startsWith("file:") ? `${entry}?run=${this.#runs}` : entry;
  }

  #watch(): void {
    this.#registrations = registrations();
    this.#objects.watchBuiltins();
    const ofEachRun = new Set(filesOfEachRun(this.#sdk, this.engine.launcher));
    for (const { filename, exports } of this.#modules.kept)
      if (!ofEachRun.has(filename)) this.#objects.watchModule(nameOf(filename), exports);
    // Last: to watch them Node loads all of its modules.
    this.handles.remember();
  }

  async #goOn(): Promise<void> {
    // A run that failed ends its process: with the exit code, and the message of the SDK's launcher.
    if (badEnd(this.#sdk) !== undefined) return;
    const trace = await this.#traceAfterClosing();
    if (trace !== undefined) {
      this.engine.sendTrace(trace);
      return;
    }
    const { files } = this.#modules;
    for (const stream of [process.stdout, process.stderr]) stream.write(this.engine.marker);
    this.#reset();
    this.#garbage.collectWhereMuch();
    this.engine.sendOver({ files, rss: process.memoryUsage.rss() });
    this.engine.takeOn(await this.engine.nextRun());
    (Module as unknown as { _load(file: string, parent: null, isMain: true): void })._load(
      this.engine.launcher,
      null,
      true,
    );
  }

  /** Gives what is being closed some time. */
  async #traceAfterClosing(): Promise<string | undefined> {
    let trace = await this.#trace();
    for (let tries = this.#modules.stopCompilers() ? triesToClose : 0; tries > 0 && trace !== undefined; tries -= 1) {
      await pause(millisecondsToClose);
      trace = await this.#trace();
    }
    return trace;
  }

  async #trace(): Promise<string | undefined> {
    if (!this.#beginning) return "the SDK's launcher did not say when it loads the program";
    if (this.#modules.evaluatesOnce !== undefined)
      return `${this.#modules.evaluatesOnce} is an ECMAScript module, which Node evaluates only once`;
    if (this.engine.callsWaiting() > 0) return "a call to the engine waits for its response";
    const global = this.#beginning.globals.firstChange();
    if (global !== undefined) return `the global variable ${global} was changed`;
    const member = this.#objects.firstChange();
    if (member !== undefined) return `${member} was changed`;
    return changeOf(this.#beginning.state) ?? (await this.handles.firstNew());
  }

  #reset(): void {
    this.#beginning = undefined;
    resetSdk(this.#sdk, this.#registrations);
    this.#modules.forget();
    for (const file of filesOfEachRun(this.#sdk, this.engine.launcher).slice(0, 2)) delete this.#sdk.cache[file];
    putBack(this.#initial, this.#folder);
  }
}

/**
 * How often a process is looked at while something closes, and the time in between. A worker takes some 10 ms to end, and a second where other
 * work has the processors; a process that is given up for it costs each later run one of its own.
 */
const triesToClose = 250;
const millisecondsToClose = 5;

/** An installed file by its package. */
function nameOf(file: string): string {
  return file.replace(/^.*[\\/]node_modules[\\/]/u, "");
}
