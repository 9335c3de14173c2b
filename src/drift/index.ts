/**
 * What stands and is not what Git declares.
 *
 * In:   plans, comparisons of clusters and machines, which environments wait for a commit.
 * Out:  {@link Difference} and its cause; {@link Finding}, the same one in several environments; verdicts.
 * Must not know: engines, clusters, Git, who is told of it.
 */
export { acceptDifferences } from "./accept-differences.ts";
export { type ComparedClusters, clusterDifferences, unknownInClusters } from "./cluster-differences.ts";
export { type Needs, withConsequences } from "./consequences.ts";
export {
  type AcceptedBy,
  type AuditEntry,
  counts,
  type Difference,
  type DriftCause,
  type DriftCauseKind,
  type DriftVerdict,
  driftVerdict,
  type EnvironmentDrift,
  type FleetDrift,
  isEmpty,
  type LayerDrift,
  verdictOfEnvironment,
  withoutConsequences,
} from "./drift.ts";
export { type Finding, findingsOf, fingerprintOf } from "./finding.ts";
export {
  type ComparedInfrastructure,
  infrastructureDifferences,
  type ResourceDifference,
} from "./infrastructure-differences.ts";
export { type DriftPart, type MergedDrift, mergeDrift, type WholeFleet } from "./merge-drift.ts";
export { subjectOfUrn, unknownInInfrastructure } from "./unknown-in-infrastructure.ts";
