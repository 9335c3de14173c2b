import type { Environment, Protection } from "../environment.ts";
import type { RawEnvironment, RawSpec } from "../schema/index.ts";
import { buildAccess, buildCustomRoles, buildRole } from "./access.ts";
import { buildArtifactRepositories } from "./artifacts.ts";
import { buildCaches } from "./caches.ts";
import { checkRanges } from "./check-ranges.ts";
import { buildCloud } from "./cloud.ts";
import { buildClusters } from "./clusters.ts";
import { buildBuckets, buildDatabases, buildDnsZones, buildSecrets } from "./data.ts";
import { buildDocumentDatabases } from "./documents.ts";
import type { Findings } from "./findings.ts";
import { buildHealthChecks } from "./health.ts";
import { buildKeyRings } from "./keys.ts";
import { addressesWith, buildLoadBalancers, checkDomains } from "./load-balancers.ts";
import { buildLogSinks } from "./log-sinks.ts";
import { checkKnown } from "./lookup.ts";
import { buildMachines, buildServiceAccounts, type Surroundings } from "./machines.ts";
import { buildNetwork } from "./network.ts";
import { buildRunJobs, buildRunServices } from "./run.ts";
import { buildSecurityPolicies } from "./security-policies.ts";
import { buildSync } from "./sync.ts";
import { buildTopics } from "./topics.ts";

/**
 * Builds a valid environment out of a document of the right shape.
 *
 * Issues of the environment itself go into `findings`; the result may be used only when none of them is an error.
 * References to other environments are checked where these are known.
 */
export function buildEnvironment(findings: Findings, name: string, { metadata, spec }: RawEnvironment): Environment {
  const cloud = buildCloud(findings, spec.cloud);
  const network = buildNetwork(findings, spec.network, {
    project: cloud.project,
    clusterSubnets: clusterSubnets(spec),
    managedServices: spec.caches.length > 0,
    hasProxies: hasProxies(spec),
  });
  const serviceAccounts = buildServiceAccounts(findings, spec.serviceAccounts);
  const around = {
    cloud,
    subnets: network.subnets.map((subnet) => subnet.name),
    serviceAccounts: serviceAccounts.map((account) => account.name),
    machineTypes: spec.cloud.machineTypes,
  };
  const keyRings = buildKeyRings(findings, spec.keyRings, cloud.region);
  const aroundKeys = { region: cloud.region, keyRings };
  const clusters = buildClusters(findings, spec.clusters, around);
  const machines = buildMachines(findings, spec.machines, around);
  const buckets = buildBuckets(findings, spec.buckets, aroundKeys);
  const securityPolicies = buildSecurityPolicies(findings, spec.securityPolicies);
  const behind = {
    ...around,
    machines,
    buckets,
    securityPolicies,
    runServices: spec.runServices,
    addresses: network.addresses,
  };
  const loadBalancers = buildLoadBalancers(findings, spec.loadBalancers, behind);
  const dnsZones = buildDnsZones(findings, spec.dns, addressesWith(network.addresses, loadBalancers));
  const environment: Environment = {
    name,
    ...(metadata.owner === undefined ? {} : { owner: metadata.owner }),
    ...(metadata.description === undefined ? {} : { description: metadata.description }),
    labels: metadata.labels,
    cloud,
    network,
    machines,
    clusters,
    serviceAccounts,
    buckets,
    databases: buildDatabases(findings, spec.databases, aroundKeys),
    dnsZones,
    secrets: buildSecrets(findings, spec.secrets, aroundKeys),
    ...buildServices(findings, name, { spec, ...around }),
    loadBalancers,
    securityPolicies,
    access: buildAccess(findings, spec),
    customRoles: buildCustomRoles(findings, spec.customRoles),
    keyRings,
    logSinks: buildLogSinks(findings, spec),
    ...buildSync(findings, name, spec.sync, clusters),
    health: buildHealthChecks(findings, spec.health),
    values: findings.texts(["spec", "values"], spec.values),
    protection: { everything: spec.protect === true, listed: Array.isArray(spec.protect) ? spec.protect : [] },
    dependsOn: upstreamOf(findings, spec),
  };
  checkRanges(findings, environment);
  checkDomains(findings, loadBalancers, dnsZones);
  checkRolesOfAccounts(findings, spec);
  checkWorkloads(findings, environment);
  checkProtection(findings, environment, environment.protection);
  return environment;
}

/** Services that refer to what stands beside them by name. */
function buildServices(
  findings: Findings,
  environment: string,
  { spec, cloud, ...around }: Pick<Surroundings, "cloud" | "subnets" | "serviceAccounts"> & { readonly spec: RawSpec },
): Pick<Environment, "topics" | "runServices" | "runJobs" | "artifactRepositories" | "caches" | "documentDatabases"> {
  const names = (items: readonly { readonly name: string }[]) => items.map((item) => item.name);
  const aroundRun = { ...around, secretNames: names(spec.secrets), databases: names(spec.databases) };
  const { region } = cloud;
  return {
    topics: buildTopics(findings, spec.topics, {
      environment,
      region,
      serviceAccounts: around.serviceAccounts,
      buckets: names(spec.buckets),
      runServices: spec.runServices,
    }),
    runServices: buildRunServices(findings, spec.runServices, aroundRun),
    runJobs: buildRunJobs(findings, spec.runJobs, aroundRun),
    artifactRepositories: buildArtifactRepositories(findings, spec.artifactRepositories),
    caches: buildCaches(findings, spec.caches),
    documentDatabases: buildDocumentDatabases(findings, spec.documentDatabases, region),
  };
}

function clusterSubnets({ clusters, network }: RawSpec): ReadonlySet<string> {
  const first = network.subnets[0]?.name ?? "main";
  return new Set(clusters.map((cluster) => cluster.subnet ?? first));
}

function hasProxies({ loadBalancers }: RawSpec): boolean {
  return loadBalancers.some(({ kind }) => kind === "regional");
}

/** Read last, after all text: environments that are only referred to have to be up first, too. */
function upstreamOf(findings: Findings, { dependsOn, network }: RawSpec): readonly string[] {
  const referred = findings.references.map(({ reference }) => reference.environment);
  return [...new Set([...dependsOn, ...network.peers, ...referred])].toSorted();
}

function checkRolesOfAccounts(findings: Findings, spec: RawSpec): void {
  for (const [index, { roles }] of spec.serviceAccounts.entries())
    for (const [position, role] of roles.entries())
      buildRole(findings, ["spec", "serviceAccounts", index, "roles", position], role, spec);
}

function checkWorkloads(findings: Findings, { serviceAccounts, clusters }: Environment): void {
  if (clusters.some((cluster) => cluster.workloadIdentity)) return;
  for (const [index, { workloads }] of serviceAccounts.entries()) {
    if (workloads.length === 0) continue;
    const path = ["spec", "serviceAccounts", index, "workloads"];
    findings.error(
      path,
      "workloads-without-identity",
      "needs a cluster with workloadIdentity: true, and there is none",
    );
  }
}

function checkProtection(findings: Findings, environment: Environment, { listed }: Protection): void {
  const protectable = protectableNames(environment);
  const known = [...protectable].flatMap(([kind, names]) => [kind, ...names.map((name) => `${kind}/${name}`)]);
  for (const [index, entry] of listed.entries()) {
    // Only a run tells which resources a team's own TypeScript creates.
    if (entry.startsWith("resources/")) continue;
    checkKnown(findings, ["spec", "protect", index], entry, { what: "kind or resource", known });
  }
}

/** What `protect` can name: each kind, and the names of its resources. */
export function protectableNames(environment: Environment): ReadonlyMap<string, readonly string[]> {
  const names = (items: readonly { readonly name: string }[]) => items.map((item) => item.name);
  return new Map([
    ["network", []],
    ["subnets", names(environment.network.subnets)],
    ["addresses", names(environment.network.addresses)],
    ["machines", names(environment.machines)],
    ["clusters", names(environment.clusters)],
    ["serviceAccounts", names(environment.serviceAccounts)],
    ["buckets", names(environment.buckets)],
    ["databases", names(environment.databases)],
    ["dns", names(environment.dnsZones)],
    ["secrets", names(environment.secrets)],
    ["topics", names(environment.topics)],
    ["runServices", names(environment.runServices)],
    ["runJobs", names(environment.runJobs)],
    ["artifactRepositories", names(environment.artifactRepositories)],
    ["caches", names(environment.caches)],
    ["documentDatabases", names(environment.documentDatabases)],
    ["loadBalancers", names(environment.loadBalancers)],
    ["securityPolicies", names(environment.securityPolicies)],
    ["access", names(environment.access)],
    ["customRoles", names(environment.customRoles)],
    ["keyRings", names(environment.keyRings)],
    ["logSinks", names(environment.logSinks)],
    ["resources", []],
  ]);
}
