import { type ErrorKind, kindOf } from "../lib/index.ts";
import { NotAnswered } from "./errors.ts";

/** The exit codes of the process, documented in docs/commands.md. A number never changes its meaning. */
export const ExitCode = {
  /** Everything was done. */
  ok: 0,
  /** Something failed while it was carried out. */
  failed: 1,
  /** The command line or a file in the repository is wrong; nothing was started. */
  invalid: 2,
  /** Everything worked and there are differences; only with a flag such as `--exit-code`. */
  different: 3,
  /** Refused before the first step: locked, protected, a state that cannot be trusted, or not what was previewed. */
  refused: 4,
  /** A verdict could not be reached: never to be read as "no differences". */
  unknown: 5,
  /** Ended by Ctrl-C after the running steps had finished. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const exitCodes: Readonly<Record<ErrorKind, ExitCode>> = {
  invalid: ExitCode.invalid,
  refused: ExitCode.refused,
  failed: ExitCode.failed,
  unknown: ExitCode.unknown,
};

export function exitCodeOfKind(kind: ErrorKind): ExitCode {
  return exitCodes[kind];
}

/** The exit code of a process that an error ended. */
export function exitCodeOf(thrown: unknown): ExitCode {
  return thrown instanceof NotAnswered ? ExitCode.interrupted : exitCodes[kindOf(thrown)];
}
