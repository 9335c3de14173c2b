/**
 * What an environment's folder declares.
 *
 * In:   `environment.yaml` files, profiles and the address book, through the read-only {@link FileTree}.
 * Out:  {@link Environment}: valid by construction, or every {@link Issue} of the files with its place.
 * Must not know: resources, engines, the file system, Git.
 */

export { type Access, type AccessTarget, type GrantedRole, grantedRole } from "./access.ts";
export {
  type AddressBook,
  addressBookPath,
  formatAddressBook,
  type RangeKey,
  readAddressBook,
} from "./address-book.ts";
export { addressName, issueAt, syncFolder } from "./build/index.ts";
export { Cidr } from "./cidr.ts";
export { DeclarationIndex, type DeclaredLinks } from "./declaration-index.ts";
export type {
  Cluster,
  Environment,
  FirewallRule,
  FluxInstallation,
  FluxManifestsSource,
  Followed,
  HealthCheck,
  Labels,
  MachineGroup,
  NodePool,
  Subnet,
  Sync,
  Taint,
  WantedRange,
} from "./environment.ts";
export {
  environmentNameProblem,
  environmentPath,
  environmentsFolder,
  isEnvironmentEntry,
  isEnvironmentFolder,
} from "./environment-name.ts";
export { EnvironmentReader, type ReadEnvironment } from "./environment-reader.ts";
export { type Fleet, FleetReader, inOrder, issuesOf, loadFleet, validEnvironments } from "./fleet.ts";
export { errorLines, formatIssue, type Issue, type Reading } from "./issue.ts";
export type { KeyPurpose, KeyReference } from "./keys.ts";
export {
  type Backend,
  balancerAddress,
  type CdnPolicy,
  type LoadBalancer,
  type MachinesBackend,
  machinesBehind,
  type SecurityPolicy,
  type SecurityRule,
} from "./load-balancer.ts";
export type { LogDestination } from "./log-sinks.ts";
export { isForPeople, machinesFolder } from "./machines-folder.ts";
export { groupSize, type ManagedGroup, type Probe } from "./managed-group.ts";
export { machineKeys } from "./outputs.ts";
export { overridingScalars } from "./overriding-scalars.ts";
export { noSuchEnvironment, readChecked } from "./read-checked.ts";
export { entriesIn, readDocument } from "./read-document.ts";
export { resourcesBeside } from "./resource-files.ts";
export { environmentDocument, environmentJsonSchema, jsonSchemaText, labels, name } from "./schema/index.ts";
export { formatText, type OutputReference, referencesIn, type Text } from "./text.ts";
export { type Located, type RewrittenScalar, rewrittenScalars, type ValuePath } from "./yaml/index.ts";
