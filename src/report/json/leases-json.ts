import type { LeaseStatus } from "../../change/index.ts";

/** What `groundwork leases --json` prints. Within a version members are added, never changed. */
export interface LeasesJson {
  readonly kind: "leases";
  readonly version: 1;
  /** Sorted by environment. */
  readonly leases: readonly LeaseStatus[];
}

export function leasesJson(leases: readonly LeaseStatus[]): LeasesJson {
  return { kind: "leases", version: 1, leases };
}
