import type { LeaseOwner } from "./lease.ts";

/** One document that is to be replaced. */
export interface Exchange {
  readonly environment: string;
  /** What stands there now; `undefined` where nothing ever stood. */
  readonly expected: string | undefined;
  readonly text: string;
}

/** A place that keeps one document for each environment. Documents are texts here; no text is ever written twice. */
export interface LeaseStore {
  /** For messages: a folder, a reference, or an address without credentials. */
  readonly place: string;
  /**
   * Documents by environment; of all environments when none is named. One that was never written is not among them.
   *
   * @throws {LeasesUnreachable}
   */
  read(environments?: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Replaces each document that stands as expected, one after the other or all at once. `false` when one stood otherwise: then any number
   * of the others may be replaced.
   *
   * @throws {LeasesUnreachable} also when they were replaced and the answer was lost, and when the place refused and does not say whether
   *   one stood otherwise
   */
  exchange(exchanges: readonly Exchange[]): Promise<boolean>;
  /** Whether an owner is known to have ended; for places that only processes of one disk reach. @default it is not known */
  readonly hasEnded?: (owner: LeaseOwner) => Promise<boolean>;
}
