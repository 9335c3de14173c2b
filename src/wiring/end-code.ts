import { ExitCode } from "../cli/index.ts";
import type { LostOutput } from "./output-stream.ts";

/** 128 and the number of SIGPIPE: what a shell says of a command that wrote into a closed pipe, as those of coreutils do. */
const brokenPipe = 141;

/** Commands of which the exit code says how their work went, whether anybody reads what they print or not. */
const working =
  /^(?:up|refresh|destroy|env new|stack (?:up|refresh|destroy|import|cancel)|local (?:up|down|set|delete|provider))$/u;

/** What the process ends with where its result could not be printed in full. */
export function endCode(own: ExitCode, lost: LostOutput | undefined, command: string): number {
  if (lost === undefined || own !== ExitCode.ok) return own;
  if (lost.kind === "failed") return ExitCode.failed;
  return working.test(command) ? own : brokenPipe;
}
