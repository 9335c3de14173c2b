/**
 * What stands in the cloud, the clusters and on machines, and is not what a commit declares.
 *
 * In:   the fleet at a commit, records, the layers' adapters, exceptions in Git, audit logs.
 * Out:  {@link mergeDriftParts}: what several jobs of a CI have found, as one. {@link detectDrift}: a verdict for each layer, each difference with its cause; what could not be looked at is unknown; {@link compareInfrastructure}: of one environment, with the plan.
 * Must not know: how drift is shown, who is told of it, how it is corrected.
 */
export { type ComparedInfrastructureNow, compareInfrastructure } from "./compare-infrastructure.ts";
export { type DriftPorts, type DriftRequest, detectDrift } from "./detect-drift.ts";
export { mergeDriftParts } from "./merge-parts.ts";
