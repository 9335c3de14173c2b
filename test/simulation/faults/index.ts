/**
 * Faults that Groundwork does not have, to show that the invariants would notice them.
 *
 * In:   a port, or what a flow is given.
 * Out:  {@link faults}: each with the invariants one of which notices it.
 * Must not know: events.
 */
import type { Fault } from "./fault.ts";
import { faultsOfCommands } from "./of-commands.ts";
import { faultsOfLeases } from "./of-leases.ts";
import { faultsOfPosting, faultsOfRuns } from "./of-posting.ts";
import { faultsOfQueues } from "./of-queues.ts";
import { faultsOfReviews } from "./of-reviews.ts";

export type { Fault } from "./fault.ts";
export const faults: readonly Fault[] = [
  ...faultsOfReviews,
  ...faultsOfPosting,
  ...faultsOfRuns,
  ...faultsOfLeases,
  ...faultsOfQueues,
  ...faultsOfCommands,
];
