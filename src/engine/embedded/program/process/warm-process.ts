import path from "node:path";
import type { HeldLaunch } from "../launch/launch.ts";
import { unchangedSince } from "../program-imports.ts";
import type { ProgramRun, RunningProgram } from "../program-runner.ts";
import type { FromProgram, HeldRun, ImportedModules } from "./held-program.ts";
import type { ProcessSettings } from "./process-settings.ts";
import { ProgramProcess } from "./program-process.ts";

/** A held process that loads the SDK and the resource packages of a program, for one run. */
export class WarmProcess {
  readonly #warmed: Promise<void>;
  readonly #rehearsed: Promise<void>;
  readonly #process: ProgramProcess;
  readonly #startedAt = Date.now();
  readonly #tsconfigs: readonly string[];
  #warm: FromProgram | undefined;

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
    this.#process = new ProgramProcess({ args: launch.args, folder }, settings);
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
    this.#process.ref();
    await this.#warmed;
    // Node delivers output that was printed before the message in the next turn of the event loop at the latest.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.unfit || !this.#isCurrent()) return await this.end();
    this.#process.send({ run });
    await this.#rehearsed;
    const taken = await this.#process.receive();
    if (taken === undefined) return await this.end();
    const running = this.#process.follow(program);
    const { onSdkStart } = this.settings;
    if (onSdkStart) void this.#process.patches().then((patches) => onSdkStart(this.launch.sdk, patches));
    return running;
  }

  async end(): Promise<undefined> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }

  #isCurrent(): boolean {
    return unchangedSince([...(this.#loadedFiles ?? []), ...this.#tsconfigs], this.#startedAt);
  }

  get #loadedFiles(): readonly string[] | undefined {
    const warm = this.#warm && "warm" in this.#warm ? this.#warm.warm : undefined;
    return warm && "unfit" in warm ? undefined : warm;
  }
}
