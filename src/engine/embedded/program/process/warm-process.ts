import { randomUUID } from "node:crypto";
import path from "node:path";
import type { HeldLaunch } from "../launch/launch.ts";
import { unchangedSince } from "../program-imports.ts";
import type { ProgramRun, RunningProgram } from "../program-runner.ts";
import type { FromProgram, HeldRun, ImportedModules, Repeats, RunOver } from "./held-program.ts";
import type { ProcessSettings } from "./process-settings.ts";
import { ProgramProcess } from "./program-process.ts";

/** A process that holds more memory after a run ends. */
const mostBytes = 400 * 1024 * 1024;

/** What follows a run whose process can make another. */
export interface BetweenRuns {
  /** Runs that the process makes at most: each leaves its entry in Node's list of ECMAScript modules, some 10 KiB. */
  readonly mostRuns: number;
  /** The process waits for another run. */
  onWaiting(): void;
  /** The process ends instead, for what the run has left in it. */
  onTrace(trace: string): void;
}

/** A held process that loads the SDK and the resource packages of a program, for one run. */
export class WarmProcess {
  readonly #warmed: Promise<void>;
  readonly #rehearsed: Promise<void>;
  readonly #process: ProgramProcess;
  readonly #startedAt = Date.now();
  readonly #tsconfigs: readonly string[];
  readonly #marker = `\0${randomUUID()}\n`;
  #warm: FromProgram | undefined;
  #runs = 0;
  #filesOfRuns: readonly string[] = [];

  /**
   * @param modules what the program imports. A promise of it lets the process load the SDK meanwhile; `undefined` ends the
   *   process, as when the program cannot be read.
   */
  constructor(
    private readonly launch: HeldLaunch,
    modules: ImportedModules | Promise<ImportedModules | undefined>,
    private readonly settings: ProcessSettings,
  ) {
    this.#tsconfigs = launch.tsconfigs ?? [];
    // The run names the program's folder; until then the process must not depend on a folder that may be removed.
    const folder = launch.tsconfigs ? launch.folder : path.dirname(launch.launcher);
    this.#process = new ProgramProcess(
      { args: launch.args, folder, readable: launch.readable },
      settings,
      undefined,
      (patches) => settings.onSdkStart?.(launch.sdk, patches),
    );
    this.#warmed = this.#warmUp(launch.launcher, modules);
    this.#rehearsed = this.#rehearse();
  }

  async #warmUp(launcher: string, imported: ImportedModules | Promise<ImportedModules | undefined>): Promise<void> {
    this.#process.send({ launcher });
    const modules = await imported;
    if (modules === undefined) await this.end();
    else this.#process.send({ modules });
    this.#warm = await this.#process.receive();
  }

  async #rehearse(): Promise<void> {
    await this.#warmed;
    await this.#process.receive();
  }

  /** Resolves when the rehearsal has ended. Until then the engine's process is kept alive, which nothing else does. */
  async untilWarm(): Promise<void> {
    this.#process.ref();
    await this.#rehearsed;
    this.#process.unref();
  }

  /** Whether warming up left traces that a new process does not have. The next process of this program would have them, too. */
  get unfit(): boolean {
    return this.#loadedFiles === undefined || this.#process.printedEarly;
  }

  /**
   * Gives the process its run.
   *
   * @returns `undefined` when the process is not what a new one would be: it has ended, has printed something, or a file that
   *   it has loaded was changed since. The process is ended then.
   */
  async take(run: HeldRun, program: Pick<ProgramRun, "onOutput" | "serve">): Promise<RunningProgram | undefined> {
    if (!(await this.#isAsNew())) return await this.end();
    this.#process.send({ run });
    await this.#rehearsed;
    const taken = await this.#process.receive();
    if (taken === undefined) return await this.end();
    const running = this.#process.follow(program);
    const { onSdkStart } = this.settings;
    if (onSdkStart) void this.#process.patches().then((patches) => onSdkStart(this.launch.sdk, patches));
    return running;
  }

  /**
   * As {@link take}, for a process that waits for another run afterwards, or has waited since the last one.
   */
  async takeRepeatable(
    run: HeldRun,
    program: Pick<ProgramRun, "onOutput" | "serve">,
    between: BetweenRuns,
  ): Promise<RunningProgram | undefined> {
    if (!(await this.#isAsNew())) return await this.end();
    const repeats: Repeats = { run: this.#runs, marker: this.#marker };
    this.#runs += 1;
    const onOver = ({ files, rss }: RunOver) => {
      this.#filesOfRuns = files;
      if (this.#runs < between.mostRuns && rss < mostBytes) between.onWaiting();
      else void this.end();
    };
    const onTrace = (trace: string) => between.onTrace(trace);
    const running = await this.#process.startRun({ ...run, repeats }, program, onOver, onTrace);
    return running ?? (await this.end());
  }

  async end(): Promise<undefined> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }

  /** Whether the process is what a new one would be, once it is warm. The engine's process stays until this one has ended. */
  async #isAsNew(): Promise<boolean> {
    this.#process.ref();
    await this.#warmed;
    // Node delivers output that was printed before the message in the next turn of the event loop at the latest.
    await new Promise((resolve) => setImmediate(resolve));
    return !this.unfit && this.#isCurrent();
  }

  #isCurrent(): boolean {
    return unchangedSince([...(this.#loadedFiles ?? []), ...this.#tsconfigs, ...this.#filesOfRuns], this.#startedAt);
  }

  get #loadedFiles(): readonly string[] | undefined {
    const warm = this.#warm && "warm" in this.#warm ? this.#warm.warm : undefined;
    return warm && "unfit" in warm ? undefined : warm;
  }
}
