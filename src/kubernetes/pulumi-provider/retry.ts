import { setTimeout as sleep } from "node:timers/promises";
import { retryDelay } from "../../lib/index.ts";
import { type ApiRejected, isRejected } from "../client/index.ts";
import { KindMissing } from "./errors.ts";

const attempts = 9;
const backoff = { first: 100 };

/**
 * Tries again while the kind or the namespace of an object is not there yet, for about 25 s in all: programs create CRDs,
 * namespaces and what is in them without always saying what depends on what.
 */
export async function whileNotThereYet<Result>(
  signal: AbortSignal,
  attempt: () => Promise<Result>,
  onRetry: (why: string) => void,
): Promise<Result> {
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (thrown) {
      if (made === attempts || !mayCome(thrown)) throw thrown;
      onRetry(thrown.message);
      await sleep(retryDelay(made, backoff), undefined, { signal });
    }
  }
}

function mayCome(thrown: unknown): thrown is KindMissing | ApiRejected {
  return thrown instanceof KindMissing || isRejected(thrown, 404);
}
