import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { entryPoint } from "../../../src/lib/index.ts";

/** An agent running as a process of its own. */
export class TestAgent {
  readonly #child: ChildProcess;
  #output = "";

  constructor(args: readonly string[], environment: Readonly<Record<string, string>>) {
    const { command, args: own } = entryPoint("agent");
    this.#child = spawn(command, [...own, ...args], {
      env: { PATH: process.env["PATH"] ?? "", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.#output += chunk.toString("utf8")));
  }

  /** All that it has logged. */
  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Where `/metrics` is, once it listens. */
  get endpoint(): string | undefined {
    return /"endpoint":"([^"]+)"/.exec(this.#output)?.[1];
  }

  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (!this.running) return;
    const closed = once(this.#child, "close");
    this.#child.kill(signal);
    await closed;
  }
}
