import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Duplex, Readable } from "node:stream";
import { messageOf } from "../../../../lib/index.ts";
import type { Launch } from "../launch/launch.ts";
import type { ProgramEnd, ProgramRun, RunningProgram } from "../program-runner.ts";
import { type FromProgram, type HeldRun, lineVariable, type ToProgram } from "./held-program.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The SDK's launcher ends with this when it has told the user what is wrong. */
const toldExitCode = 32;

/** How long a program may take to end by itself once it was asked to. */
const graceMilliseconds = 2_000;

/** One process for one program: started, held, told what to run, ended. */
export class ProgramProcess {
  readonly exited: Promise<ProgramEnd>;
  readonly #child: ChildProcess;
  readonly #line: Duplex;
  readonly #pipe: Duplex;
  readonly #held: boolean;
  readonly #said: string[] = [];
  readonly #listeners: ((line: string) => void)[] = [];
  #early = false;
  readonly #printsEarly = () => {
    this.#early = true;
  };

  /** @param run what it is started for; without, it is held until it is told one, and its starter may end before. */
  constructor({ args, folder }: Pick<Launch, "args" | "folder">, environment: Environment, run?: HeldRun) {
    this.#held = run === undefined;
    // A group of its own: what the program starts is ended with it.
    this.#child = spawn(process.execPath, [...args, ...(run?.args ?? [])], {
      cwd: folder,
      env: { ...environment, ...run?.environment, [lineVariable]: connectionOf(run) },
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#line = this.#child.stdio[3] as Duplex;
    this.#pipe = this.#child.stdio[4] as Duplex;
    // It has ended, which `exited` tells.
    for (const stream of [this.#line, this.#pipe]) stream.on("error", () => undefined);
    this.exited = new Promise((resolve) => {
      this.#child.once("error", (error) => resolve({ kind: "failed", told: false, reason: messageOf(error) }));
      this.#child.once("exit", (code, signal) => resolve(endOf(code, signal)));
    });
    if (!this.#held) return;
    this.#hear();
    for (const stream of this.#streams()) stream.on("data", this.#printsEarly);
    this.letStarterEnd();
  }

  /** Its starter may end before it, and need not wait for it. */
  letStarterEnd(): void {
    this.#eachRef((handle) => handle.unref?.());
  }

  keepStarter(): void {
    this.#eachRef((handle) => handle.ref?.());
  }

  /** Whether it has printed anything by itself, before it was told what to run. */
  get printedEarly(): boolean {
    return this.#early;
  }

  tell(message: ToProgram): void {
    this.#line.write(`${JSON.stringify(message)}\n`);
  }

  /** The next thing that it says; `undefined` when it ended instead. */
  async answer(): Promise<FromProgram | undefined> {
    const line = new Promise<string>((resolve) => {
      const said = this.#said.shift();
      if (said === undefined) this.#listeners.push(resolve);
      else resolve(said);
    });
    const text = await Promise.race([line, this.exited.then(() => undefined)]);
    return text === undefined ? undefined : (JSON.parse(text) as FromProgram);
  }

  #hear(): void {
    let rest = "";
    this.#line.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const listener = this.#listeners.shift();
        if (listener) listener(line);
        else this.#said.push(line);
      }
    });
  }

  /** Follows it from here on as the program of `run`. */
  run({ onOutput, serve }: Pick<ProgramRun, "onOutput" | "serve">): RunningProgram {
    serve?.(this.#pipe);
    const [stdout, stderr] = this.#streams();
    for (const stream of [stdout, stderr]) stream.off("data", this.#printsEarly);
    this.keepStarter();
    const printed = [
      forward(stdout, (line) => onOutput(line, "stdout")),
      forward(stderr, (line) => onOutput(line, "stderr")),
    ];
    const ended = (async () => {
      const end = await this.exited;
      // A grandchild may hold the pipes open for as long as it lives; it goes with the group.
      this.kill("SIGKILL");
      await Promise.all(printed);
      this.#line.destroy();
      this.#pipe.destroy();
      return end;
    })();
    return {
      started: this.#held ? "warm" : "cold",
      ended,
      stop: async () => {
        this.kill("SIGTERM");
        const killer = setTimeout(() => this.kill("SIGKILL"), graceMilliseconds);
        await ended;
        clearTimeout(killer);
      },
    };
  }

  /** The process and everything that it has started. */
  kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The whole group has ended already.
    }
  }

  #streams(): readonly [stdout: Readable, stderr: Readable] {
    const { stdout, stderr } = this.#child;
    if (!stdout || !stderr) throw new Error("A program's output is always a pipe.");
    return [stdout, stderr];
  }

  #eachRef(act: (handle: { ref?(): void; unref?(): void }) => void): void {
    for (const handle of [this.#child, this.#child.stdout, this.#child.stderr, this.#line, this.#pipe])
      if (handle) act(handle as { ref?(): void; unref?(): void });
  }
}

function connectionOf(run: HeldRun | undefined): string {
  if (!run) return "held";
  return run.served ? "run, served" : "run";
}

async function forward(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) onLine(line);
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (code === 0) return { kind: "finished" };
  if (code === toldExitCode) return { kind: "failed", told: true };
  const how = signal ? `was ended by ${signal}` : `exited with code ${code}`;
  return { kind: "failed", told: false, reason: `The program ${how}.` };
}
