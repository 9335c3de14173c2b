import type { Duplex } from "node:stream";
import type { StackName } from "../../engine.ts";
import type { ProjectSettings, ResolvedConfig } from "../stack/index.ts";

/** One run of a program against a monitor. */
export interface ProgramRun {
  readonly stack: StackName;
  readonly project: ProjectSettings;
  readonly config: ResolvedConfig;
  /** `127.0.0.1:<port>` of the server that answers `ResourceMonitor` and `Engine`. */
  readonly address: string;
  /**
   * Has that server answer over a pipe to the program's process, too, for SDKs that are patched to call it there.
   *
   * @param run number of the run in its process: calls of another are refused. @returns stops answering there.
   */
  readonly serve?: (pipe: Duplex, run: number) => () => void;
  /** Address of the server that answers `Engine`, where it is another one. */
  readonly engineAddress?: string;
  readonly preview: boolean;
  readonly parallel: number;
  /**
   * Whether a process that has run this program before may run it now, and may run it again afterwards: only for programs that
   * are trusted not to hide what they leave in a process. @default false
   */
  readonly repeatable?: boolean;
  /** Receives what the program prints, line by line. */
  readonly onOutput: (line: string, stream: "stdout" | "stderr") => void;
}

/** `reported`: the SDK has sent the reason of the failure to the engine as an error message. */
export type ProgramEnd =
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly reported: true }
  | { readonly kind: "failed"; readonly reported: false; readonly reason: string };

export interface RunningProgram {
  /** Whether the process was started before the run was known. The program cannot find out, and nothing may depend on it. */
  readonly started: "cold" | "warm";
  /** Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends the program and everything that it started. Repeatable. */
  stop(): Promise<void>;
}

/** Runs programs: each in a new process, or in a process that has loaded the SDK before the run was known. */
export interface ProgramRunner {
  /**
   * Checks that the project's program can be run, before anything is locked or done.
   *
   * @throws {UnsupportedFeature} for a runtime that it cannot run, {@link ProgramNotRunnable} when something is missing.
   */
  verify(project: ProjectSettings): void;
  /** Announces a run of the project's program, so that a process can be started for it. Optional in every sense. */
  prewarm?(project: ProjectSettings): void;
  start(run: ProgramRun): Promise<RunningProgram>;
}
