import type { Duplex } from "node:stream";
import type { StackName } from "../../engine.ts";
import type { ProjectSettings, ResolvedConfig } from "../config/index.ts";

/** One run of a program against a monitor. */
export interface ProgramRun {
  readonly stack: StackName;
  readonly project: ProjectSettings;
  readonly config: ResolvedConfig;
  /** `127.0.0.1:<port>` of the server that answers `ResourceMonitor` and `Engine`. */
  readonly address: string;
  /** Has that server answer over a pipe to the program's process, too, which takes less time. */
  readonly serve?: (pipe: Duplex) => void;
  /** Of the one that answers `Engine`, where that is another. */
  readonly engineAddress?: string;
  readonly preview: boolean;
  readonly parallel: number;
  /** Receives what the program prints, line by line. */
  readonly onOutput: (line: string, stream: "stdout" | "stderr") => void;
}

/** `told`: the program failed and has said why itself. */
export type ProgramEnd =
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly told: true }
  | { readonly kind: "failed"; readonly told: false; readonly reason: string };

export interface RunningProgram {
  /** Whether its process was there before the run was. The program cannot tell, and nothing else may depend on it. */
  readonly started: "cold" | "warm";
  /** Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends the program and everything that it started. Repeatable. */
  stop(): Promise<void>;
}

/** How a program gets run: in a process of its own, or by a worker that has loaded the SDKs before. */
export interface ProgramRunner {
  /**
   * Looks whether the project's program can be run at all, before anything is locked or done.
   *
   * @throws {UnsupportedFeature} for a runtime that it cannot run, {@link ProgramNotRunnable} when something is missing.
   */
  verify(project: ProjectSettings): void;
  /** Told when a run of the project's program will come, as soon as that is known. What takes time may begin; nothing has to. */
  expect?(project: ProjectSettings): void;
  start(run: ProgramRun): Promise<RunningProgram>;
}
