import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ProgramEnd, ProgramRunner, RunningProgram } from "../../../src/engine/embedded/index.ts";
import { readProject } from "../../../src/engine/embedded/stack/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { type ProgramMonitor, programMonitor } from "../../fakes/program-monitor.ts";

/** What one run of a program came to. */
export interface FinishedProgram {
  readonly end: ProgramEnd;
  readonly started: RunningProgram["started"];
  /** What it printed, in order, on both streams. */
  readonly printed: readonly string[];
  readonly logged: readonly string[];
  readonly registered: readonly string[];
  readonly positions: ProgramMonitor["positions"];
  readonly mostAtOnce: number;
}

/** A program that runs. */
export interface FollowedProgram extends RunningProgram {
  readonly finished: Promise<FinishedProgram>;
  /** Settles when it has printed `line`. */
  printed(line: string): Promise<void>;
}

/** A folder with a program, and a runner for it. */
export class ProgramStage {
  #writtenAt = 0;

  private constructor(
    readonly folder: string,
    readonly runner: ProgramRunner,
    private readonly beforeRun: (stage: ProgramStage) => Promise<void>,
  ) {}

  /** @param options `sdk`: the folder of the `@pulumi/pulumi` that programs find installed. @default that of this checkout */
  static async open(
    runner: ProgramRunner,
    {
      sdk = path.join(projectRoot(), "node_modules", "@pulumi", "pulumi"),
      beforeRun = async () => {},
    }: { readonly sdk?: string; readonly beforeRun?: (stage: ProgramStage) => Promise<void> } = {},
  ): Promise<ProgramStage> {
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), "groundwork-program-")));
    const stage = new ProgramStage(folder, runner, beforeRun);
    await mkdir(path.join(folder, "node_modules", "@pulumi"), { recursive: true });
    await symlink(sdk, path.join(folder, "node_modules", "@pulumi", "pulumi"));
    await stage.write({ "package.json": "{}", "Pulumi.yaml": "name: proj\nruntime: nodejs\n" });
    return stage;
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    this.#writtenAt = Date.now();
  }

  /** Resolves 50 ms after the last write: times of files have the granularity of a clock tick, and a process has to be younger than its files. */
  async untilSettled(): Promise<void> {
    while (Date.now() < this.#writtenAt + 50) await pause(5);
  }

  project() {
    return readProject(this.folder);
  }

  /** Runs a program's `index.js` to its end. */
  async run(source: string, config: Readonly<Record<string, string>> = {}): Promise<FinishedProgram> {
    await this.write({ "index.js": source });
    return await (await this.start(config)).finished;
  }

  /**
   * Starts what is in the folder.
   *
   * @param reached how the program reaches its monitor: as with the engine, or in one way only.
   */
  async start(
    config: Readonly<Record<string, string>> = {},
    reached: "either way" | "over the pipe" | "at its address" = "either way",
    repeatable = false,
  ): Promise<FollowedProgram> {
    await this.beforeRun(this);
    const monitor = await programMonitor();
    const output = new Output();
    const program = await this.runner.start({
      stack: { project: "proj", stack: "dev" },
      project: await this.project(),
      config: { values: config, secretKeys: [], objectKeys: [], record: {} },
      // No process listens at port 1.
      address: reached === "over the pipe" ? "127.0.0.1:1" : monitor.address,
      ...(reached !== "at its address" && { serve: (pipe, run) => monitor.serve(pipe, run) }),
      preview: true,
      repeatable,
      parallel: 4,
      onOutput: output.add,
    });
    return { ...program, printed: output.printed, finished: finish(program, output, monitor) };
  }
}

async function finish(program: RunningProgram, { lines }: Output, monitor: ProgramMonitor): Promise<FinishedProgram> {
  const end = await program.ended;
  monitor.close();
  const { logged, registered, positions, mostAtOnce } = monitor;
  return { end, started: program.started, printed: lines, logged, registered, positions, mostAtOnce };
}

class Output {
  readonly lines: string[] = [];
  readonly #waiting = new Map<string, () => void>();

  readonly add = (line: string): void => {
    this.lines.push(line);
    this.#waiting.get(line)?.();
  };

  readonly printed = (line: string): Promise<void> =>
    new Promise((resolve) => {
      if (this.lines.includes(line)) resolve();
      else this.#waiting.set(line, resolve);
    });
}
