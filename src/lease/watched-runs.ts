import { ownerText } from "./errors.ts";
import { readLease } from "./lease-document.ts";
import type { LeaseStore } from "./lease-store.ts";
import { type HeldDocument, isHeld, type LeaseSightings, LeaseWatch, looks } from "./lease-watch.ts";

/** Environments whose leases are watched while something else looks at them. */
export interface WatchedRuns {
  /**
   * By environment, which run acts on it, or acted on it at any time since the watch began. A run that was cut off does not act: telling it
   * from one that lives takes up to its lease's time. Resolves early when `signal` aborts, and takes it for one that acts then.
   *
   * @throws {LeasesUnreachable}
   */
  acting(signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

/** Where time comes from, see {@link LeaseSettings}, and what the process has seen before. */
interface WatchTime {
  readonly sightings: LeaseSightings;
  readonly monotonic: () => number;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Takes no lease. @throws {LeasesUnreachable} */
export async function watchRuns(
  store: LeaseStore,
  environments: readonly string[],
  { monotonic, wait, sightings }: WatchTime,
): Promise<WatchedRuns> {
  const watch = new LeaseWatch(monotonic, store.hasEnded, sightings);
  const before = await store.read(environments);
  await watch.lookAt(heldIn(before));
  return {
    async acting(signal) {
      const acting = new Map<string, string>();
      let left = environments;
      for (;;) {
        const now = await store.read(left);
        for (const name of left) if (now.get(name) !== before.get(name)) acting.set(name, runIn(name, now.get(name)));
        const { undecided } = await watch.lookAt(heldIn(now).filter(({ environment }) => !acting.has(environment)));
        if (undecided.length === 0) return acting;
        if (signal.aborted) {
          for (const { environment, lease } of undecided) acting.set(environment, ownerText(lease.owner));
          return acting;
        }
        left = undecided.map(({ environment }) => environment);
        const shortest = Math.min(...undecided.map(({ lease }) => lease.seconds));
        await wait((shortest * 1000) / looks, signal);
      }
    },
  };
}

function heldIn(documents: ReadonlyMap<string, string>): readonly HeldDocument[] {
  return [...documents].map(([name, text]) => readLease(name, text)).filter(isHeld);
}

function runIn(environment: string, text: string | undefined): string {
  const found = text === undefined ? undefined : readLease(environment, text);
  return found?.kind === "lease" ? ownerText(found.lease.owner) : "a run whose lease cannot be read";
}
