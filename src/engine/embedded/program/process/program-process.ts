import type { Duplex } from "node:stream";
import { isObject } from "../../../../lib/index.ts";
import { malformedCall } from "../../grpc/index.ts";
import type { Launch } from "../launch/launch.ts";
import type { ProgramEnd, ProgramRun, RunningProgram } from "../program-runner.ts";
import {
  type Connection,
  connectionVariable,
  type FromProgram,
  type HeldRun,
  type Repeats,
  type RunOver,
  type ToProgram,
} from "./held-program.ts";
import { ProcessGroup } from "./process-group.ts";
import type { ProcessSettings } from "./process-settings.ts";
import { RunOutput } from "./run-output.ts";

const sentNonsense = "sent what no SDK sends over the pipe to the engine";

/** The engine's end of one process with a patched SDK, held or started for a run. See `held-program.ts` for the messages. */
export class ProgramProcess {
  readonly #group: ProcessGroup;
  readonly #line: Duplex;
  readonly #pipe: Duplex;
  readonly #isHeld: boolean;
  readonly #received: FromProgram[] = [];
  readonly #receivers: ((message: FromProgram) => void)[] = [];
  #printedEarly = false;
  #outputs: readonly RunOutput[] | undefined;
  readonly #notePrinted = () => {
    this.#printedEarly = true;
  };

  /** @param run what the process is started for; without it the process is held, and the engine may end before it. */
  constructor(
    { args, folder, readable }: Pick<Launch, "args" | "folder" | "readable">,
    settings: ProcessSettings,
    run?: HeldRun,
    private readonly onPatches: (patches: readonly string[]) => void = () => undefined,
  ) {
    this.#isHeld = run === undefined;
    const { confinement } = settings;
    this.#group = new ProcessGroup({
      node: settings.node ?? process.execPath,
      args: [...args, ...(run?.args ?? [])],
      folder,
      environment: {
        ...(!confinement && settings.environment),
        ...run?.environment,
        [connectionVariable]: connectionOf(run),
      },
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      ...(confinement && { confined: { ...confinement, readable: readable() } }),
    });
    this.#line = this.#group.child.stdio[3] as Duplex;
    this.#pipe = this.#group.child.stdio[4] as Duplex;
    // Both break when the process ends, which `exited` reports.
    for (const stream of [this.#line, this.#pipe]) stream.on("error", () => undefined);
    this.#pipe.on(malformedCall, () => this.#group.breakOff(sentNonsense));
    this.#readLine();
    if (!this.#isHeld) return;
    for (const stream of this.#output()) stream.on("data", this.#notePrinted);
    this.unref();
  }

  get exited(): ProcessGroup["exited"] {
    return this.#group.exited;
  }

  /** Whether the process has printed anything before its run. */
  get printedEarly(): boolean {
    return this.#printedEarly;
  }

  /** The engine's process may end before this one. */
  unref(): void {
    this.#eachHandle((handle) => handle.unref?.());
  }

  /** The engine's process stays until this one has ended. */
  ref(): void {
    this.#eachHandle((handle) => handle.ref?.());
  }

  send(message: ToProgram): void {
    this.#line.write(`${JSON.stringify(message)}\n`);
  }

  /** The next message; `undefined` when the process ended without sending one. */
  async receive(): Promise<FromProgram | undefined> {
    const message = new Promise<FromProgram>((resolve) => {
      const received = this.#received.shift();
      if (received === undefined) this.#receivers.push(resolve);
      else resolve(received);
    });
    return await Promise.race([message, this.exited.then(() => undefined)]);
  }

  kill(signal: NodeJS.Signals): void {
    this.#group.kill(signal);
  }

  /** The process as the program of a run from here on. */
  follow({ onOutput, serve }: Pick<ProgramRun, "onOutput" | "serve">): RunningProgram {
    serve?.(this.#pipe, 0);
    for (const stream of this.#output()) stream.off("data", this.#notePrinted);
    this.ref();
    return this.#group.follow(this.#isHeld ? "warm" : "cold", onOutput, () => {
      this.#line.destroy();
      this.#pipe.destroy();
    });
  }

  /**
   * Sends a held process one of several runs. What the run prints and calls is read from before the process has it.
   *
   * @param onOver called before the run counts as ended, when the process waits for another run.
   * @returns `undefined` when the process ended without taking the run.
   */
  async startRun(
    run: Required<HeldRun>,
    { onOutput, serve }: Pick<ProgramRun, "onOutput" | "serve">,
    onOver: (over: RunOver) => void,
    onTrace: (trace: string) => void,
  ): Promise<RunningProgram | undefined> {
    const release = serve?.(this.#pipe, run.repeats.run);
    const printed = this.#outputsOfRuns(run.repeats).map(
      async (output, index) => await output.forward((line) => onOutput(line, index === 0 ? "stdout" : "stderr")),
    );
    this.send({ run });
    // The answer to the run, also where a rehearsal is still to end: the message about it goes to the call that waits for that one.
    if ((await this.receive()) === undefined) {
      release?.();
      return undefined;
    }
    let isOver = false;
    const ended = (async (): Promise<ProgramEnd> => {
      const over = await this.#untilOver(onTrace);
      if (over) {
        await Promise.all(printed);
        release?.();
        this.unref();
        isOver = true;
        onOver(over);
        return { kind: "finished" };
      }
      const end = await this.exited;
      this.kill("SIGKILL");
      await Promise.all(printed);
      this.#line.destroy();
      this.#pipe.destroy();
      return end;
    })();
    return { started: "warm", ended, stop: async () => (isOver ? undefined : await this.#group.end(ended)) };
  }

  #outputsOfRuns({ marker }: Repeats): readonly RunOutput[] {
    if (!this.#outputs) {
      const bytes = Buffer.from(marker);
      for (const stream of this.#output()) stream.off("data", this.#notePrinted);
      this.#outputs = this.#output().map((stream) => new RunOutput(stream, bytes));
    }
    return this.#outputs;
  }

  /** @returns `undefined` when the process ends. */
  async #untilOver(onTrace: (trace: string) => void): Promise<RunOver | undefined> {
    for (;;) {
      const message = await this.receive();
      if (message === undefined) return undefined;
      if ("over" in message) return message.over;
      if ("trace" in message) onTrace(message.trace);
      if ("patched" in message) this.onPatches(message.patched);
    }
  }

  /** Names of the patches that the process has made. Called once its run has begun, when no other message is to come. */
  async patches(): Promise<readonly string[] | undefined> {
    const message = await this.receive();
    return message && "patched" in message ? message.patched : undefined;
  }

  #readLine(): void {
    let rest = "";
    this.#line.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const message = messageIn(line);
        if (!message) {
          this.#group.breakOff(sentNonsense);
          return;
        }
        const receiver = this.#receivers.shift();
        if (receiver) receiver(message);
        else this.#received.push(message);
      }
    });
  }

  #output() {
    const { stdout, stderr } = this.#group.output;
    return [stdout, stderr];
  }

  #eachHandle(act: (handle: { ref?(): void; unref?(): void }) => void): void {
    const { child } = this.#group;
    for (const handle of [child, child.stdout, child.stderr, this.#line, this.#pipe])
      if (handle) act(handle as { ref?(): void; unref?(): void });
  }
}

/** `undefined` for a line that no SDK sends. */
function messageIn(line: string): FromProgram | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return isObject(message) ? (message as unknown as FromProgram) : undefined;
  } catch {
    return undefined;
  }
}

function connectionOf(run: HeldRun | undefined): Connection {
  if (!run) return "held";
  return run.served ? "run, served" : "run";
}
