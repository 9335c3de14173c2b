export interface Backoff {
  /** Milliseconds before the first retry. */
  readonly first: number;
  /** Milliseconds that no delay exceeds; absent where the caller limits the number of retries instead. */
  readonly longest?: number;
}

/**
 * Milliseconds to wait before retry number `attempt` (from 1): `first`, then twice as long each time, up to `longest`.
 *
 * @param random from 0 to 1: shortens the delay by up to a fifth, so that many callers whose attempts failed together do not
 *   retry together. Absent where only one caller retries.
 */
export function retryDelay(
  attempt: number,
  { first, longest = Number.POSITIVE_INFINITY }: Backoff,
  random = 0,
): number {
  const full = Math.min(first * 2 ** Math.min(attempt - 1, 30), longest);
  return Math.round(full * (1 - 0.2 * random));
}
