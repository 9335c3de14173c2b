import { setTimeout as pause } from "node:timers/promises";

/** What one request may take, and how often it is repeated. */
export interface RequestPolicy {
  /** Milliseconds for one request, from the connection to the last byte. */
  readonly timeout: number;
  /** Bytes of one answer. */
  readonly answerBytes: number;
  /** How often what is safe to repeat is tried. */
  readonly attempts: number;
  readonly backoff: { readonly first: number; readonly longest: number };
  /** Milliseconds that are waited at most when the forge says how long it takes no requests. */
  readonly longestWait: number;
  /** Waits for milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

export const usualPolicy: RequestPolicy = {
  timeout: 30_000,
  answerBytes: 64 * 1024 * 1024,
  attempts: 4,
  backoff: { first: 500, longest: 8_000 },
  longestWait: 120_000,
  pause,
};
