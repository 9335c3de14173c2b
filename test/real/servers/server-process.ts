import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../../src/lib/index.ts";
import { ServerNotReady } from "./errors.ts";

export interface ServerSettings {
  /** For people. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** True once the server answers. It is asked again until then, and may throw while nothing listens. */
  readonly isReady: () => Promise<boolean>;
}

const readyMilliseconds = 120_000;
const endMilliseconds = 20_000;
const logLines = 60;

/** Another project's server as a child of the test's process. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #log = "";

  private constructor({ command, args, environment, folder, user }: ServerSettings) {
    this.#child = spawn(command, args, {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      ...(folder !== undefined && { cwd: folder }),
      ...user,
    });
    this.#closed = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.on("error", (error) => (this.#log += messageOf(error)));
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.#log = (this.#log + chunk.toString("utf8")).slice(-100_000)));
  }

  /** @throws {ServerNotReady} when it ends instead, or is not ready after two minutes; it runs no longer then. */
  static async start(settings: ServerSettings): Promise<ServerProcess> {
    const server = new ServerProcess(settings);
    const deadline = Date.now() + readyMilliseconds;
    while (!(await settings.isReady().catch(() => false))) {
      const because = server.#ended() ?? (Date.now() > deadline ? "was not ready after two minutes" : undefined);
      if (because !== undefined) {
        await server.stop();
        throw new ServerNotReady({ title: settings.title, because, log: server.logTail });
      }
      await delay(50);
    }
    return server;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The last lines that it wrote. */
  get logTail(): string {
    return this.#log.trimEnd().split("\n").slice(-logLines).join("\n");
  }

  /** Ends it as its own operators do, by SIGTERM; by force when that does not help. */
  async stop(): Promise<void> {
    if (this.#ended() === undefined) {
      this.#child.kill("SIGTERM");
      const patience = new AbortController();
      const force = delay(endMilliseconds, undefined, { signal: patience.signal }).then(
        () => this.#child.kill("SIGKILL"),
        () => false,
      );
      await this.#closed;
      patience.abort();
      await force;
    } else await this.#closed;
  }

  /** Ends it without a warning. */
  async kill(): Promise<void> {
    if (this.#ended() === undefined) this.#child.kill("SIGKILL");
    await this.#closed;
  }

  #ended(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null) return `ended with code ${exitCode}`;
    return signalCode === null ? undefined : `was ended by ${signalCode}`;
  }
}
