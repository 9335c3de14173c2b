/** Version of the lease documents that are written. A document of a later version is never replaced. */
export const leaseVersion = 1;

/** Who holds a lease, in words for people. Only {@link run} decides anything: it is another one for every run. */
export interface LeaseOwner {
  /** Names one run of one process, and is never used again. */
  readonly run: string;
  /** The person or the pipeline that started the run. */
  readonly actor: string;
  readonly host: string;
  /** Address or name of the job of a CI that runs it. */
  readonly job?: string;
  /** What the run does: `up of 4c1f2ab`. */
  readonly doing: string;
  /** When it began by its own clock, in ISO 8601. Shown, and never compared with another clock. */
  readonly since: string;
  /** The process, for those who share its disk and host. */
  readonly process: { readonly pid: number; readonly startedAt?: string };
}

/** The right to act on one environment, as it is kept. It stays as a document when it was given back, for its number's sake. */
export interface Lease {
  readonly version: typeof leaseVersion;
  readonly environment: string;
  /**
   * The fencing number: higher at every acquisition of the environment, and never lower. What is written under a lease with a lower
   * number than one that was seen is refused.
   */
  readonly fence: number;
  readonly state: "held" | "released";
  readonly owner: LeaseOwner;
  /** For how long a lease that is held counts without a renewal, in whole seconds, by the clock of the one who looks at it. */
  readonly seconds: number;
  /** From 0. Grows with each renewal, so that the document is never the same twice. */
  readonly renewal: number;
  /** The person who took it away from its owner. */
  readonly releasedBy?: string;
}

/** A lease as a look at its document finds it. */
export type FoundLease =
  | { readonly kind: "lease"; readonly environment: string; readonly lease: Lease }
  /** Cut off, altered, or of another environment. It is held until a person releases it. */
  | { readonly kind: "unreadable"; readonly environment: string; readonly problem: string }
  /** Written by a later version of Groundwork. */
  | { readonly kind: "too-new"; readonly environment: string; readonly version: number };

/** A lease that this run holds. */
export interface HeldLease {
  readonly lease: Lease;
  /** Whose run was cut off: it held the lease, did not release it, and did not renew it for the lease's time. */
  readonly cutOff?: LeaseOwner;
}

/** A lease that this run has just taken or renewed. */
export interface WrittenLease extends HeldLease {
  /** Right before the document was sent to its place, by this run's monotonic clock in milliseconds. */
  readonly writtenAt: number;
}
