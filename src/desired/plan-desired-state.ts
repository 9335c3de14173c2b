import { type Environment, referencesIn } from "../environment/index.ts";
import type { DesiredState } from "./desired-state.ts";
import type { EnvironmentAddresses } from "./plan-addresses.ts";
import { planClusters, planNodePools } from "./plan-clusters.ts";
import { planBuckets, planDatabaseInstances, planDatabases, planSecrets } from "./plan-data.ts";
import { planRoles, planServiceAccounts, planServices, planWorkloadIdentities } from "./plan-identities.ts";
import { planMachines } from "./plan-machines.ts";
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
import { planSync } from "./plan-sync.ts";
import { byKey, Planning } from "./planning.ts";

/**
 * Decides everything that one environment consists of.
 *
 * Depends on its arguments alone, and not on the order of anything in them: the same environment is always the same state.
 */
export function planDesiredState(environment: Environment, addresses: EnvironmentAddresses): DesiredState {
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
    clusters: byKey(planClusters(planning)),
    nodePools: byKey(planNodePools(planning)),
    buckets: byKey(planBuckets(planning)),
    databaseInstances: byKey(planDatabaseInstances(planning)),
    databases: byKey(planDatabases(planning)),
    dnsZones: byKey(planDnsZones(planning)),
    dnsRecords: byKey(planDnsRecords(planning)),
    secrets: byKey(planSecrets(planning)),
    ...(environment.sync ? { sync: planSync(environment.name, environment.sync) } : {}),
    values: environment.values,
    references: referencedEnvironments(environment),
  };
}

function referencedEnvironments({ network, machines, dnsZones, values }: Environment): readonly string[] {
  const texts = [
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
