import type { FoundLease, HeldLease, Lease, LeaseOwner, WrittenLease } from "./lease.ts";
import type { WatchedRuns } from "./watched-runs.ts";

/** What a run asks for. */
export interface Acquisition {
  readonly owner: LeaseOwner;
  /** Waits for leases that living runs hold, instead of refusing. */
  readonly wait: boolean;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Is told once of each run that is watched or waited for, with one of its leases. */
  readonly onWaiting?: (held: Lease) => void;
}

/**
 * The right to act on environments: one run at a time has that of an environment, whichever machine it is on.
 *
 * A lease that its run does not renew lapses: the next run may take it when it has seen the document unchanged for the lease's time, by
 * its own monotonic clock. Clocks of two machines are never compared. A run that was only paused is then told of its loss when it
 * renews, and what it still writes carries a lower fencing number than the next run's.
 *
 * @throws {LeasesUnreachable} from every method: whether a lease is held is not known then.
 */
export interface Leases {
  /**
   * Takes the leases of all these environments, or of none, in the order of their names. No lease is held while others are
   * waited for, so that two runs never wait for each other.
   *
   * A run that does not wait looks at a lease that is held until it is renewed, which shows that its holder lives, or lapses.
   *
   * @throws {LeaseHeld} with nothing taken
   * @throws {LeaseUnreadable}, {@link LeaseTooNew} with nothing taken
   */
  acquire(environments: readonly string[], acquisition: Acquisition): Promise<readonly WrittenLease[]>;
  /** Gives the leases as they stand after it. @throws {LeaseLost} naming those that stand otherwise than this run left them */
  renew(held: readonly HeldLease[]): Promise<readonly WrittenLease[]>;
  /** Gives back what is still this run's, and leaves the rest as it is. Repeatable. @throws {LeasesUnreachable} what is left lapses */
  release(held: readonly HeldLease[]): Promise<void>;
  /** Begins to watch which runs act on environments, without taking a lease. */
  watch(environments: readonly string[]): Promise<WatchedRuns>;
  /** Every document that was ever written, sorted by environment. */
  list(): Promise<readonly FoundLease[]>;
  /**
   * Takes a lease away from the run that is named, or from a document that cannot be read. A run that still acts is told when it
   * renews.
   *
   * @throws {LeaseNotHeldBy} when another run holds it by now, or none
   * @throws {LeaseTooNew}
   */
  revoke(environment: string, from: { readonly run: string } | "unreadable", by: string): Promise<void>;
}
