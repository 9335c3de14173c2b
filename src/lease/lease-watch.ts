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

/**
 * Tells living holders from dead ones by looking again and again, as Kubernetes' leader election does: only the watcher's own monotonic
 * clock counts, from the moment at which it saw the document for the first time.
 */
export class LeaseWatch {
  readonly #monotonic: () => number;
  readonly #hasEnded: LeaseStore["hasEnded"];
  readonly #seen = new Map<string, Seen>();

  /** @param monotonic in milliseconds */
  constructor(monotonic: () => number, hasEnded: LeaseStore["hasEnded"]) {
    this.#monotonic = monotonic;
    this.#hasEnded = hasEnded;
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
    const seen = before?.text === text ? before : { text, at: now, changed: before !== undefined };
    this.#seen.set(environment, seen);
    if (now - seen.at >= lease.seconds * 1000) return "lapsed";
    return seen.changed ? "living" : "undecided";
  }
}
