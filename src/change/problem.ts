import { GroundworkError, messageOf } from "../lib/index.ts";

/** A failure as a value: what went wrong for one environment while the others went on. */
export interface Problem {
  /** The error's code, or `unexpected` for one that nobody foresaw. */
  readonly code: string;
  readonly message: string;
  /** One line each, where the problem has several: places in files, provider messages. */
  readonly details: readonly string[];
}

export function problemOf(thrown: unknown, details: readonly string[] = []): Problem {
  return { code: thrown instanceof GroundworkError ? thrown.code : "unexpected", message: messageOf(thrown), details };
}
