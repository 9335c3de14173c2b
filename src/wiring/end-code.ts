import { ExitCode } from "../cli/index.ts";
import type { LostOutput } from "./output-stream.ts";

/** 128 plus the number of SIGPIPE: the exit code that shells report for a command that wrote into a closed pipe. */
const brokenPipe = 141;

/** Commands whose exit code reports their work, even when standard output was closed before they ended. */
const working =
  /^(?:up|refresh|destroy|env new|stack (?:up|refresh|destroy|import|cancel)|local (?:up|down|set|delete|provider))$/u;

/** The exit code of a process whose result could not be printed in full. */
export function endCode(own: ExitCode, lost: LostOutput | undefined, command: string): number {
  if (lost === undefined || own !== ExitCode.ok) return own;
  if (lost.kind === "failed") return ExitCode.failed;
  return working.test(command) ? own : brokenPipe;
}
