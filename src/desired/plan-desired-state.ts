import { type Environment, referencesIn, type Text } from "../environment/index.ts";
import type { DesiredState } from "./desired-state.ts";
import { planCustomRoles, planGrants } from "./plan-access.ts";
import type { EnvironmentAddresses } from "./plan-addresses.ts";
import { planArtifactRepositories } from "./plan-artifacts.ts";
import { planBalancing, planPublicReaders } from "./plan-balancing.ts";
import { planCaches, planPrivateServices } from "./plan-caches.ts";
import { planClusters, planNodePools } from "./plan-clusters.ts";
import { planBuckets, planDatabaseInstances, planDatabases, planSecrets } from "./plan-data.ts";
import { planDocumentDatabases, planDocumentIndexes, planDocumentTtls } from "./plan-documents.ts";
import { planRoles, planServiceAccounts, planServices, planWorkloadIdentities } from "./plan-identities.ts";
import { planCryptoKeys, planKeyRings, planKeyUsers } from "./plan-keys.ts";
import { planLogSinks, planSinkWriters } from "./plan-log-sinks.ts";
import { planMachines } from "./plan-machines.ts";
import { planManaged } from "./plan-managed.ts";
import {
  planAddressResources,
  planDnsRecords,
  planDnsZones,
  planFirewall,
  planGlobalAddresses,
  planNetwork,
  planPeerings,
  planRouter,
  planSubnets,
} from "./plan-network.ts";
import { planResources } from "./plan-resources.ts";
import { planInvokers, planJobSchedules, planRunJobs, planRunServices, planSecretReaders } from "./plan-run.ts";
import { planSharedVpc } from "./plan-shared-vpc.ts";
import { planSync } from "./plan-sync.ts";
import {
  planAgentGrants,
  planMessageSchemas,
  planServiceIdentities,
  planSubscriptions,
  planTopics,
} from "./plan-topics.ts";
import { byKey, optional, Planning } from "./planning.ts";

/**
 * Decides everything that one environment consists of.
 *
 * Depends on its arguments alone, and not on the order of anything in them: the same environment is always the same state.
 */
export function planDesiredState(
  environment: Environment,
  addresses: EnvironmentAddresses,
  resourceFiles: readonly string[] = [],
): DesiredState {
  const planning = new Planning(environment, addresses);
  const { machines, disks, instanceGroups, addresses: ofMachines } = planMachines(planning);
  const { kind, project, region } = environment.cloud;
  return {
    environment: environment.name,
    cloud: { kind, project, region },
    labels: planning.labels,
    services: byKey(planServices(planning)),
    network: planNetwork(planning),
    subnets: byKey(planSubnets(planning)),
    addresses: byKey(planAddressResources(planning, ofMachines)),
    globalAddresses: byKey(planGlobalAddresses(planning)),
    ...planRouter(planning),
    firewallRules: byKey(planFirewall(planning)),
    peerings: byKey(planPeerings(planning)),
    serviceAccounts: byKey(planServiceAccounts(planning)),
    roles: byKey(planRoles(planning)),
    workloadIdentities: byKey(planWorkloadIdentities(planning)),
    disks: byKey(disks),
    machines: byKey(machines),
    instanceGroups: byKey(instanceGroups),
    ...planManaged(planning),
    clusters: byKey(planClusters(planning)),
    nodePools: byKey(planNodePools(planning)),
    buckets: byKey(planBuckets(planning)),
    databaseInstances: byKey(planDatabaseInstances(planning)),
    databases: byKey(planDatabases(planning)),
    dnsZones: byKey(planDnsZones(planning)),
    dnsRecords: byKey(planDnsRecords(planning)),
    secrets: byKey(planSecrets(planning)),
    ...planMessaging(planning),
    ...planRun(planning),
    ...planPrivateServices(planning),
    caches: byKey(planCaches(planning)),
    documentDatabases: byKey(planDocumentDatabases(planning)),
    documentTtls: byKey(planDocumentTtls(planning)),
    documentIndexes: byKey(planDocumentIndexes(planning)),
    artifactRepositories: byKey(planArtifactRepositories(planning)),
    publicReaders: byKey(planPublicReaders(planning)),
    ...planBalancing(planning),
    ...planAccess(planning),
    ...planSharedVpc(planning),
    ...(environment.sync ? { sync: planSync(environment.name, environment.sync) } : {}),
    values: environment.values,
    ...optional("resources", planResources(environment, resourceFiles)),
    references: referencedEnvironments(environment),
  };
}

function planMessaging(planning: Planning) {
  return {
    serviceIdentities: byKey(planServiceIdentities(planning)),
    messageSchemas: byKey(planMessageSchemas(planning)),
    topics: byKey(planTopics(planning)),
    subscriptions: byKey(planSubscriptions(planning)),
    agentGrants: byKey(planAgentGrants(planning)),
  };
}

function planAccess(planning: Planning) {
  return {
    customRoles: byKey(planCustomRoles(planning)),
    grants: byKey(planGrants(planning)),
    keyRings: byKey(planKeyRings(planning)),
    cryptoKeys: byKey(planCryptoKeys(planning)),
    keyUsers: byKey(planKeyUsers(planning)),
    logSinks: byKey(planLogSinks(planning)),
    sinkWriters: byKey(planSinkWriters(planning)),
  };
}

function planRun(planning: Planning) {
  return {
    runServices: byKey(planRunServices(planning)),
    runJobs: byKey(planRunJobs(planning)),
    invokers: byKey(planInvokers(planning)),
    secretReaders: byKey(planSecretReaders(planning)),
    jobSchedules: byKey(planJobSchedules(planning)),
  };
}

/** Text of services, which may refer to other environments. */
function textsOfServices({ topics, runServices, runJobs }: Environment): readonly Text[] {
  return [
    ...topics.flatMap(({ subscriptions }) =>
      subscriptions.flatMap(({ push }) =>
        push ? ["endpoint" in push.to ? push.to.endpoint : [], push.audience ?? []] : [],
      ),
    ),
    ...[...runServices, ...runJobs].flatMap(({ image, env }) => [image, ...Object.values(env)]),
  ];
}

function textsOfAccess({ access, logSinks }: Environment): readonly Text[] {
  return [
    ...access.flatMap(({ members }) => members.flatMap((each) => ("principal" in each ? [each.principal] : []))),
    ...logSinks.flatMap(({ destination }) => (destination.kind === "other-bucket" ? [destination.bucket] : [])),
  ];
}

function referencedEnvironments(environment: Environment): readonly string[] {
  const { network, machines, dnsZones, values } = environment;
  const texts = [
    ...textsOfServices(environment),
    ...textsOfAccess(environment),
    ...Object.values(values),
    ...dnsZones.flatMap(({ records }) => records.flatMap((record) => record.values)),
    ...machines.flatMap(({ metadata, startupScript = [], cloudInit = [] }) => [
      ...Object.values(metadata),
      startupScript,
      cloudInit,
    ]),
  ];
  const named = texts.flatMap((text) => referencesIn(text).map(({ environment }) => environment));
  return [...new Set([...named, ...network.peerings])].toSorted();
}
