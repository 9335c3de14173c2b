import { printableMessage } from "./printable.ts";
import { shapeProblemsText } from "./shape-problems.ts";

/**
 * What an error means for the caller of a command; its exit code follows from it alone.
 *
 * - `invalid`: the command line, the environment's variables or a file in the repository is wrong. Nothing was started.
 * - `refused`: what was given may be right, and is not done as things stand: locked, protected, not supported, a tool that is
 *   missing, a state that cannot be trusted. Nothing was started.
 * - `failed`: something failed while it was carried out. What was done before it remains done.
 * - `unknown`: no verdict could be reached. Never to be read as "no differences".
 */
export type ErrorKind = "invalid" | "refused" | "failed" | "unknown";

/**
 * Base of every error that Groundwork raises on purpose.
 *
 * One subclass per case. `code` is stable and meant for machines, `data` holds what the message was made of, and the
 * message says what is wrong and what to do about it. Neither `data` nor the message ever holds a secret value. What was
 * written by others stands in the message with its control characters shown, and no line of it is a command of a CI's runner.
 */
export abstract class GroundworkError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  abstract readonly data: object;

  constructor(message: string, options?: ErrorOptions) {
    super(printableMessage(message), options);
    this.name = new.target.name;
  }
}

/** The kind of what was thrown. An error that is not one of ours is a failure of the operation that raised it. */
export function kindOf(thrown: unknown): ErrorKind {
  return thrown instanceof GroundworkError ? thrown.kind : "failed";
}

/** The thrown value as an `Error`; other values are wrapped. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The words of what was thrown, without its stack. What a schema found wrong is one line. */
export function messageOf(thrown: unknown): string {
  return shapeProblemsText(thrown) ?? asError(thrown).message;
}

/** {@link messageOf} as a part of a sentence that goes on: without the full stop at its end. */
export function clauseOf(thrown: unknown): string {
  return asClause(messageOf(thrown));
}

/** Words of another program as a part of a sentence that goes on: in one line, without the full stop at their end. */
export function asClause(words: string): string {
  return words
    .trim()
    .replaceAll(/\s*\n\s*/gu, " ")
    .replace(/\.$/u, "");
}
