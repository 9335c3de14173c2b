import { retryDelay } from "../lib/index.ts";
import { LeasesUnreachable } from "./errors.ts";
import type { Exchange, LeaseStore } from "./lease-store.ts";

/** How often a place may be out of reach, or refuse while nothing has changed there, before that is an error. */
const mostFailures = 5;
export const backoff = { first: 100, longest: 3000 };

/**
 * Exchanges documents, also over a connection that breaks: a document that stands as it was to become was exchanged, although the
 * answer was lost, since no text is written twice.
 *
 * @returns false when a document stands as neither it was nor it was to become
 * @throws {LeasesUnreachable} after some attempts, also where the place refused although every document stands as it was: no other run
 *   was faster then
 */
export async function exchangeDocuments(
  store: LeaseStore,
  exchanges: readonly Exchange[],
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const attempt = async (left: readonly Exchange[]): Promise<Attempt> => {
    let unreachable: LeasesUnreachable | undefined;
    try {
      if (left.length === 0 || (await store.exchange(left))) return { left: [], moved: false };
    } catch (thrown) {
      if (!(thrown instanceof LeasesUnreachable)) throw thrown;
      unreachable = thrown;
    }
    const documents = await store.read(left.map(({ environment }) => environment));
    const still = left.filter(({ environment, text }) => documents.get(environment) !== text);
    const moved = still.some(({ environment, expected }) => documents.get(environment) !== expected);
    return { left: still, moved, ...(unreachable && { unreachable }) };
  };
  let left = exchanges;
  for (let failures = 1; ; failures++) {
    const result = await attempt(left).catch((thrown: unknown): Attempt => {
      if (!(thrown instanceof LeasesUnreachable)) throw thrown;
      return { left, moved: false, unreachable: thrown };
    });
    if (result.left.length === 0) return true;
    if (result.moved) return false;
    if (failures === mostFailures) {
      const problem = "it refuses a change, although nothing was changed there since it was read";
      throw result.unreachable ?? new LeasesUnreachable({ place: store.place, problem });
    }
    left = result.left;
    await wait(retryDelay(failures, backoff, Math.random()), new AbortController().signal);
  }
}

interface Attempt {
  /** What is not exchanged yet. */
  readonly left: readonly Exchange[];
  /** One of these was exchanged by others. */
  readonly moved: boolean;
  readonly unreachable?: LeasesUnreachable;
}
