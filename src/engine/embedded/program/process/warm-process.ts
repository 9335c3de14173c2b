import path from "node:path";
import type { HeldLaunch } from "../launch/launch.ts";
import { unchangedSince } from "../program-imports.ts";
import type { ProgramRun, RunningProgram } from "../program-runner.ts";
import type { FromProgram, HeldRun, ImportedModules } from "./held-program.ts";
import { type Environment, ProgramProcess } from "./program-process.ts";

/** One process that loads the SDKs and waits for the one run that it is for. */
export class WarmProcess {
  readonly #warmed: Promise<void>;
  readonly #rehearsed: Promise<void>;
  readonly #process: ProgramProcess;
  readonly #startedAt = Date.now();
  readonly #settings: readonly string[];
  #answer: FromProgram | undefined;

  /** @param modules may come later: the SDK is loaded by then. `undefined` when there is nothing to wait for after all. */
  constructor(
    launch: HeldLaunch,
    modules: ImportedModules | Promise<ImportedModules | undefined>,
    environment: Environment,
  ) {
    this.#settings = launch.settings ?? [];
    // It goes to the program's folder with the run; a folder that is gone by then does not keep it from starting.
    const folder = launch.settings ? launch.folder : path.dirname(launch.launcher);
    this.#process = new ProgramProcess({ args: launch.args, folder }, environment);
    this.#warmed = this.#warm(launch.launcher, modules);
    this.#rehearsed = this.#rehearse();
  }

  async #warm(launcher: string, imported: ImportedModules | Promise<ImportedModules | undefined>): Promise<void> {
    this.#process.tell({ launcher });
    const modules = await imported;
    if (modules === undefined) await this.end();
    else this.#process.tell({ modules });
    this.#answer = await this.#process.answer();
  }

  async #rehearse(): Promise<void> {
    await this.#warmed;
    await this.#process.answer();
  }

  /** Settles when it is as warm as it gets. Nothing else waits for that: whoever started it may end before. */
  async untilWarm(): Promise<void> {
    this.#process.keepStarter();
    await this.#rehearsed;
    this.#process.letStarterEnd();
  }

  /** Whether warming itself made it something else than a new process: the next one would fare no better. */
  get unfit(): boolean {
    return this.#loaded === undefined || this.#process.printedEarly;
  }

  /**
   * Gives it its run.
   *
   * @returns `undefined` when it is not what a process that starts now would be: it has ended, printed something, or a file
   *   that it has loaded was changed since. It is ended then.
   */
  async take(run: HeldRun, program: Pick<ProgramRun, "onOutput" | "serve">): Promise<RunningProgram | undefined> {
    this.#process.keepStarter();
    await this.#warmed;
    // What it has printed before it answered has arrived by the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.unfit || !this.#isCurrent()) return await this.end();
    this.#process.tell({ run });
    await this.#rehearsed;
    const answer = await this.#process.answer();
    if (answer === undefined) return await this.end();
    return this.#process.run(program);
  }

  async end(): Promise<undefined> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }

  #isCurrent(): boolean {
    return unchangedSince([...(this.#loaded ?? []), ...this.#settings], this.#startedAt);
  }

  get #loaded(): readonly string[] | undefined {
    const said = this.#answer && "warm" in this.#answer ? this.#answer.warm : undefined;
    return said && "unfit" in said ? undefined : said;
  }
}
