export interface Backoff {
  /** Milliseconds before the first retry. */
  readonly first: number;
  readonly longest: number;
}

/**
 * How long to wait before retry number `attempt` (from 1): twice as long each time, and up to a fifth less by chance, so that
 * many that failed together do not come back together. `random` is from 0 to 1.
 */
export function retryDelay(attempt: number, { first, longest }: Backoff, random: number): number {
  const full = Math.min(first * 2 ** Math.min(attempt - 1, 30), longest);
  return Math.round(full * (1 - 0.2 * random));
}
