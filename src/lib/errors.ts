/**
 * Base of every error that Groundwork raises on purpose.
 *
 * One subclass per case. `code` is stable and meant for machines, `data` holds what the message was made of, and the
 * message says what is wrong and what to do about it. Neither `data` nor the message ever holds a secret value.
 */
export abstract class GroundworkError extends Error {
  abstract readonly code: string;
  abstract readonly data: object;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** What was thrown, as an `Error`, whatever it was. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The words of what was thrown, without its stack. */
export function messageOf(thrown: unknown): string {
  return asError(thrown).message;
}
