/**
 * How every environment stands to its commit.
 *
 * In:   the fleet at a commit, records, the layers' adapters.
 * Out:  {@link readStatus}: a verdict per layer; what could not be asked is unknown.
 * Must not know: how a status is shown, how a difference would be removed.
 */
export { compareWithWorld, type WorldPorts } from "./compare-with-world.ts";
export { type FleetOnRecord, fleetOnRecord } from "./fleet-on-record.ts";
export { readStatus, type StatusRequest } from "./read-status.ts";
export { undeclaredStacks } from "./undeclared-stacks.ts";
