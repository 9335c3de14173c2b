import { type ErrorKind, GroundworkError, kindOf, messageOf } from "../lib/index.ts";

/** A failure as a value: what went wrong for one environment while the others went on. */
export interface Problem {
  /** The error's code, or `unexpected` for an error that is not one of ours. */
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  /** One line each, where the problem has several: places in files, provider messages. */
  readonly details: readonly string[];
}

export function problemOf(thrown: unknown, details: readonly string[] = []): Problem {
  const code = thrown instanceof GroundworkError ? thrown.code : "unexpected";
  return { code, kind: kindOf(thrown), message: messageOf(thrown), details };
}

/** The kind that all of them have; `undefined` when they differ, or there is none. */
export function commonKind(problems: readonly Problem[]): ErrorKind | undefined {
  const [kind, ...others] = new Set(problems.map((problem) => problem.kind));
  return others.length === 0 ? kind : undefined;
}
