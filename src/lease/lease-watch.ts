import type { FoundLease } from "./lease.ts";
import { leaseText } from "./lease-document.ts";
import type { LeaseStore } from "./lease-store.ts";

/** The document of a lease whose state is `held`. */
export type HeldDocument = Extract<FoundLease, { readonly kind: "lease" }>;

export function isHeld(found: FoundLease): found is HeldDocument {
  return found.kind === "lease" && found.lease.state === "held";
}

/** How often one looks at a lease that is held, in the time in which it lapses. */
export const looks = 12;

/** What looks at leases have shown so far. */
export interface Watched {
  /** Changed while they were looked at: their runs live. */
  readonly living: readonly HeldDocument[];
  /** Unchanged, but not for long enough. */
  readonly undecided: readonly HeldDocument[];
  /** Unchanged for their whole time, or of a process that is known to have ended. */
  readonly lapsed: readonly HeldDocument[];
}

interface Seen {
  readonly text: string;
  /** When the document was seen first, by the watcher's monotonic clock. */
  readonly at: number;
  readonly changed: boolean;
}

/** Documents as one process saw them, by environment: what a later watch of it counts from. */
export type LeaseSightings = Map<string, Pick<Seen, "text" | "at">>;

/**
 * Tells living holders from dead ones by looking again and again, as Kubernetes' leader election does: only the watcher's own monotonic
 * clock counts, from the moment at which it saw the document for the first time. That may have been in an earlier watch of the same process:
 * no two documents of an environment are equal, so that one which stands as it was seen then was not renewed in between.
 */
export class LeaseWatch {
  readonly #monotonic: () => number;
  readonly #hasEnded: LeaseStore["hasEnded"];
  readonly #seen = new Map<string, Seen>();

  readonly #sightings: LeaseSightings;

  /** @param monotonic in milliseconds @param sightings of the process, which this watch reads and adds to */
  constructor(monotonic: () => number, hasEnded: LeaseStore["hasEnded"], sightings: LeaseSightings = new Map()) {
    this.#monotonic = monotonic;
    this.#hasEnded = hasEnded;
    this.#sightings = sightings;
  }

  async lookAt(held: readonly HeldDocument[]): Promise<Watched> {
    const watched = { living: [] as HeldDocument[], undecided: [] as HeldDocument[], lapsed: [] as HeldDocument[] };
    for (const each of held) watched[await this.#verdict(each)].push(each);
    return watched;
  }

  async #verdict({ environment, lease }: HeldDocument): Promise<keyof Watched> {
    if (await this.#hasEnded?.(lease.owner)) return "lapsed";
    const text = leaseText(lease);
    const before = this.#seen.get(environment);
    const now = this.#monotonic();
    const earlier = this.#sightings.get(environment);
    // Another document than in an earlier watch may be of a run that was cut off since: only what changes in this one shows a living run.
    const at = before === undefined && earlier?.text === text ? earlier.at : now;
    const seen = before?.text === text ? before : { text, at, changed: before !== undefined };
    this.#seen.set(environment, seen);
    this.#sightings.set(environment, { text, at: seen.at });
    if (now - seen.at >= lease.seconds * 1000) return "lapsed";
    return seen.changed ? "living" : "undecided";
  }
}
