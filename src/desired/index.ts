/**
 * What is to exist: planners from a valid environment to plain resource values.
 *
 * In:   an {@link Environment} and the addresses planned for the fleet.
 * Out:  {@link DesiredState}: names, CIDRs, sizes and places, decided. The program only translates it.
 * Must not know: Pulumi, the file system, Git, time.
 */

export type * from "./access-values.ts";
export type * from "./artifact-values.ts";
export type * from "./balancing-values.ts";
export type * from "./cache-values.ts";
export { appIssues } from "./check-apps.ts";
export { checkFleet, type FileToWrite, type Fix } from "./check-fleet.ts";
export type * from "./compute-values.ts";
export type { DesiredState, DesiredSync } from "./desired-state.ts";
export type * from "./document-values.ts";
export {
  EnvironmentExists,
  EnvironmentNameInvalid,
  InvalidEnvironment,
  ProfileNotFound,
  ScaffoldInvalid,
} from "./errors.ts";
export { followedIn } from "./followed.ts";
export { type EnvironmentSummary, listEnvironments } from "./list-environments.ts";
export type * from "./managed-values.ts";
export type * from "./network-values.ts";
export { type AddressPlan, planAddresses } from "./plan-addresses.ts";
export { planDesiredState } from "./plan-desired-state.ts";
export type { DesiredResources } from "./plan-resources.ts";
export { desiredStateOf, readDesiredState } from "./read-desired-state.ts";
export { fetchableUrl } from "./repository-url.ts";
export type * from "./run-values.ts";
export { scaffold } from "./scaffold.ts";
export type * from "./topic-values.ts";
export type { Values } from "./values.ts";
