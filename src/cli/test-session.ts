import type { CommandWiring } from "./program.ts";

/** What `groundwork test` asks the composition root for. */
export interface TestRequest {
  readonly cwd: string;
  readonly environments: readonly string[];
  /** Arguments of `vitest run`. */
  readonly args: readonly string[];
  readonly keep: boolean;
  /** Whether the compiler checks the project first. */
  readonly types: boolean;
  /** Whether standard output is kept for the result. */
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  readonly onInterrupt: CommandWiring["onInterrupt"];
  readonly onNotice: (line: string) => void;
}

/** How a run of a team's tests ended. */
export interface TestEnd {
  readonly kind: "test";
  readonly environments: readonly string[];
  /** `not-run`: types were wrong, or an environment did not come up, or the run was interrupted before. */
  readonly tests: "passed" | "failed" | "not-run";
  /** Exit code of Vitest, or of the step that failed before. */
  readonly code: number;
  /** `protected`: what may not be destroyed went with the local cloud that it was in. */
  readonly environmentsAre: "destroyed" | "protected" | "not-destroyed" | "kept" | "never-up";
  /** Folder of what was kept. */
  readonly kept?: string;
  readonly milliseconds: number;
}
