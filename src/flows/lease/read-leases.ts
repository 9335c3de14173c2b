import type { LeaseStatus } from "../../change/index.ts";
import { type FoundLease, type Leases, ownerText } from "../../lease/index.ts";

/** How the leases of all environments stand. @throws {LeasesUnreachable} */
export async function readLeases({ leases }: { readonly leases: Leases }): Promise<readonly LeaseStatus[]> {
  return (await leases.list()).map(statusOf);
}

function statusOf(found: FoundLease): LeaseStatus {
  if (found.kind !== "lease") return found;
  const { environment, state, owner, fence, seconds, releasedBy } = found.lease;
  const status = { environment, kind: state, run: owner.run, by: ownerText(owner), fence, seconds };
  return releasedBy === undefined ? status : { ...status, releasedBy };
}

/** What a person takes a lease away from. */
export interface ReleaseRequest {
  readonly environment: string;
  readonly from: { readonly run: string } | "unreadable";
}

/** Takes a lease away from a run that has ended, in the name of the person who says so. @throws {LeaseNotHeldBy} */
export async function releaseLease(
  { environment, from }: ReleaseRequest,
  { leases, actor }: { readonly leases: Leases; readonly actor: string },
): Promise<void> {
  await leases.revoke(environment, from, actor);
}
