import pLimit, { type LimitFunction } from "p-limit";

/** What the server answers later than this no longer counts: a webhook that hangs may not hold up all other objects. In milliseconds. */
const longestTurn = 1_000;

/**
 * Bounds how many objects are worked on at once, whichever Kustomization they are of.
 *
 * Each request under way has a connection of its own. Beyond what keeps the server busy, more of them only cost memory, and their
 * handshakes time on both sides. Work that takes long goes on, and makes room for other work meanwhile.
 */
export class Turns {
  readonly #limit: LimitFunction;

  constructor(most: number) {
    this.#limit = pLimit(most);
  }

  /** Starts `work` when it is its turn, in order. */
  take<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      void this.#limit(
        () =>
          new Promise<void>((release) => {
            const timer = setTimeout(release, longestTurn);
            work()
              .then(resolve, reject)
              .finally(() => {
                clearTimeout(timer);
                release();
              });
          }),
      );
    });
  }
}
