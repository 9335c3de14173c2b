import type { ChildProcess, StdioOptions } from "node:child_process";
import { counted } from "../lib/index.ts";

/** What a confined program may use up. It is ended at the first of them that it exceeds. */
export interface Limits {
  /** From its start. */
  readonly seconds: number;
  /** Resident memory of the program and of all that it starts, together. */
  readonly memoryBytes: number;
  /** Processes at the same time, the program among them. */
  readonly processes: number;
  /** Everything that it has written and not removed. It finds its disk full and goes on. */
  readonly diskBytes: number;
  /** What it prints, on both streams together. */
  readonly outputBytes: number;
  /** What it sends over its other pipes, together. */
  readonly messageBytes: number;
}

/** Enough for the program of a large environment; a preview of one takes a tenth of each. */
export const defaultLimits: Limits = {
  seconds: 300,
  memoryBytes: 1024 * 1024 * 1024,
  processes: 32,
  diskBytes: 64 * 1024 * 1024,
  outputBytes: 4 * 1024 * 1024,
  messageBytes: 256 * 1024 * 1024,
};

/** A limit that ends a program. */
export type Limit = Exclude<keyof Limits, "diskBytes">;

export interface ConfinedProgram {
  /** Absolute path. The program finds it, and the libraries that it is linked to, at the same paths. */
  readonly executable: string;
  readonly args: readonly string[];
  /** Working directory, in one of {@link readable}. */
  readonly folder: string;
  /** Folders and files that the program may read. It sees them at the same paths and cannot change them. */
  readonly readable: readonly string[];
  /** All of its environment but `HOME` and `TMPDIR`, which name the one folder that it can write to. */
  readonly environment: Readonly<Record<string, string>>;
  /** All descriptors that it gets. Standard output and error are pipes. */
  readonly stdio: StdioOptions;
  readonly limits: Limits;
}

export interface ConfinedProcess {
  /** Ends when the program and all that it started have ended. SIGKILL ends all of it. */
  readonly child: ChildProcess;
  /** The limit that the program was ended for; `undefined` while it was not. */
  readonly exceeded: Limit | undefined;
}

/** Runs programs without network, without credentials and without the caller's files. */
export interface Sandbox {
  /**
   * Looks whether programs can be confined here, by confining one.
   *
   * @throws {SandboxUnavailable} naming the setting that allows it.
   */
  verify(): Promise<void>;
  /** Starts a program. One that cannot be confined ends before its first instruction, with the reason on standard error. */
  start(program: ConfinedProgram): ConfinedProcess;
}

/** A limit that was exceeded, as a part of a sentence: "took more than 300 s". */
export function limitText(limit: Limit, limits: Limits): string {
  const mebibytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
  const texts: Readonly<Record<Limit, string>> = {
    seconds: `took more than ${limits.seconds} s`,
    memoryBytes: `used more than ${mebibytes(limits.memoryBytes)} of memory`,
    processes: `ran more than ${counted(limits.processes, "process", "processes")} at the same time`,
    outputBytes: `printed more than ${mebibytes(limits.outputBytes)}`,
    messageBytes: `sent more than ${mebibytes(limits.messageBytes)} to the engine`,
  };
  return texts[limit];
}
