/** The `spec` of a coordination.k8s.io Lease, as far as electing needs it. */
export interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

/** What this process saw of a lease, and when on its own clock. */
export interface LeaseSighting {
  readonly spec: LeaseSpec;
  /** Milliseconds of a clock that only runs forward: two machines' clocks may differ, durations do not. */
  readonly seenAt: number;
}

/**
 * What to do about a lease: keep it, take it, or wait.
 *
 * Another holder's lease may be taken only when it has not changed for its whole duration since this process first saw
 * it.
 */
export function leaseMove(
  sighting: LeaseSighting | undefined,
  identity: string,
  now: number,
): { readonly move: "create" | "renew" | "take" } | { readonly move: "wait"; readonly holder: string } {
  if (sighting === undefined) return { move: "create" };
  const { holderIdentity, leaseDurationSeconds = 15 } = sighting.spec;
  if (holderIdentity === identity) return { move: "renew" };
  if (!holderIdentity) return { move: "take" };
  return now - sighting.seenAt >= leaseDurationSeconds * 1000
    ? { move: "take" }
    : { move: "wait", holder: holderIdentity };
}
