/**
 * Leases: one run at a time acts on an environment, whichever machine it is on.
 *
 * In:   names of environments, a {@link LeaseOwner}; a {@link LeaseStore} that exchanges documents; time.
 * Out:  {@link Leases} over any store, made by {@link leasesOver}: {@link HeldLease}s with fencing numbers, and who was cut off;
 *       {@link RunLeases}: work done under leases, which {@link HeldLeases} renews meanwhile.
 * Must not know: Git, SQL, forges, engines, what a run does under a lease.
 * Stores: `file/` (a folder, for runs that share a disk); for jobs without a common disk `git-refs/` (references of the remote) and
 * `postgres/` (rows of a table; also in a folder, without a server).
 */
export { LeaseHeld, LeasesUnreachable, LeaseTooNew, LeaseUnreadable, ownerText } from "./errors.ts";
export type { FoundLease, HeldLease, Lease, LeaseOwner } from "./lease.ts";
export type { Exchange, LeaseStore } from "./lease-store.ts";
export type { Acquisition, Leases } from "./leases.ts";
export { type LeaseSettings, leasesOver } from "./leases-over.ts";
export { HeldLeases, type RunLeases } from "./run-leases.ts";
export type { WatchedRuns } from "./watched-runs.ts";
