import {
  type Backend,
  type CdnPolicy,
  type LoadBalancer,
  type MachinesBackend,
  machineKeys,
} from "../environment/index.ts";
import type {
  BackendGroup,
  BackendReference,
  CdnArgs,
  DesiredBackendBucket,
  DesiredBackendService,
  DesiredInternetGroup,
  DesiredServerlessGroup,
} from "./balancing-values.ts";
import type { DesiredHealthCheck } from "./managed-values.ts";
import { computeName, contentName } from "./names.ts";
import { healthCheckArgs } from "./plan-health-checks.ts";
import { optional, type Planning } from "./planning.ts";
import { spreadOverZones } from "./spread.ts";

/** One backend of one load balancer. */
interface Placed {
  readonly balancer: LoadBalancer;
  readonly backend: Backend;
}

/** What stands behind the load balancers of an environment. */
export function planBackends(planning: Planning) {
  const placed = planning.environment.loadBalancers.flatMap((balancer): Placed[] =>
    backendsOf(balancer).map((backend) => ({ balancer, backend })),
  );
  return {
    healthChecks: placed.flatMap((each) => planHealthCheck(planning, each)),
    backendBuckets: placed.flatMap((each) => planBackendBucket(planning, each)),
    internetGroups: placed.flatMap((each) => planInternetGroup(planning, each)),
    serverlessGroups: placed.flatMap((each) => planServerlessGroup(planning, each)),
    backendServices: placed.flatMap((each) => planBackendService(planning, each)),
  };
}

export function backendsOf(balancer: LoadBalancer): readonly Backend[] {
  return balancer.kind === "internal" ? [balancer.backend] : balancer.backends;
}

/** The backend of that name, as URL maps refer to it. */
export function backendReference(balancer: LoadBalancer, name: string): BackendReference {
  const key = `${balancer.name}-${name}`;
  const backend = backendsOf(balancer).find((each) => each.name === name);
  return backend?.to === "buckets" ? { bucket: key } : { service: key };
}

/** What every resource of a backend has. */
function made(planning: Planning, { balancer, backend }: Placed) {
  const key = `${balancer.name}-${backend.name}`;
  return {
    key,
    protect: planning.protects("loadBalancers", balancer.name),
    named: {
      name: planning.name([balancer.name, backend.name], computeName),
      description: `Load balancer ${balancer.name} of environment ${planning.environment.name}`,
    },
  };
}

function regionOf({ environment }: Planning, { kind }: LoadBalancer): { readonly region?: string } {
  return kind === "external" ? {} : { region: environment.cloud.region };
}

function planHealthCheck(planning: Planning, placed: Placed): readonly DesiredHealthCheck[] {
  const { balancer, backend } = placed;
  if (backend.to !== "machines") return [];
  const { key, protect, named } = made(planning, placed);
  return [{ key, protect, args: { ...named, ...regionOf(planning, balancer), ...healthCheckArgs(backend.check) } }];
}

function planBackendBucket(planning: Planning, placed: Placed): readonly DesiredBackendBucket[] {
  const { backend } = placed;
  if (backend.to !== "buckets") return [];
  const { key, protect, named } = made(planning, placed);
  return [{ key, protect, bucket: backend.bucket, args: { ...named, ...cdnArgs(backend.cdn) } }];
}

function planInternetGroup(planning: Planning, placed: Placed): readonly DesiredInternetGroup[] {
  const { backend } = placed;
  if (backend.to !== "internet") return [];
  const { key, protect, named } = made(planning, placed);
  const { host: fqdn, port } = backend;
  return [
    {
      key,
      protect,
      endpoint: { fqdn, port },
      args: {
        ...named,
        name: groupName(planning, placed, { port }),
        networkEndpointType: "INTERNET_FQDN_PORT",
        defaultPort: port,
      },
    },
  ];
}

function planServerlessGroup(planning: Planning, placed: Placed): readonly DesiredServerlessGroup[] {
  const { backend } = placed;
  if (backend.to !== "runServices") return [];
  const { key, protect, named } = made(planning, placed);
  const { region } = planning.environment.cloud;
  const name = groupName(planning, placed, { service: backend.service });
  const args = { ...named, name, region, networkEndpointType: "SERVERLESS" as const };
  return [{ key, protect, service: backend.service, args }];
}

/** Groups cannot change what they lead to while a backend service holds them, so that another one needs another name. */
function groupName(planning: Planning, { balancer, backend }: Placed, leadsTo: object): string {
  return contentName(planning.name([balancer.name, backend.name], { longest: 52 }), leadsTo);
}

function planBackendService(planning: Planning, placed: Placed): readonly DesiredBackendService[] {
  const { balancer, backend } = placed;
  if (backend.to === "buckets") return [];
  const { key, protect, named } = made(planning, placed);
  const common = {
    key,
    protect,
    groups: groupsOf(planning, placed, key),
    ...optional("healthCheck", backend.to === "machines" ? key : undefined),
  };
  if (balancer.kind === "internal") {
    const protocol = balancer.protocol === "tcp" ? "TCP" : "UDP";
    const sessionAffinity = backend.affinity === "client-ip" ? "CLIENT_IP" : "NONE";
    return [
      {
        ...common,
        balancing: { balancingMode: "CONNECTION" },
        args: { ...named, ...regionOf(planning, balancer), loadBalancingScheme: "INTERNAL", protocol, sessionAffinity },
      },
    ];
  }
  const { logging } = backend;
  return [
    {
      ...common,
      balancing:
        backend.to === "machines"
          ? { balancingMode: "UTILIZATION", maxUtilization: 0.8, capacityScaler: 1 }
          : { capacityScaler: 1 },
      ...optional("securityPolicy", backend.securityPolicy),
      args: {
        ...named,
        ...regionOf(planning, balancer),
        loadBalancingScheme: "EXTERNAL_MANAGED",
        protocol: protocolOf(backend),
        ...optional("portName", backend.to === "machines" ? backend.port?.name : undefined),
        // The cloud decides how long a Cloud Run service may take, and refuses a time of the load balancer's own.
        ...optional("timeoutSec", backend.to === "runServices" ? undefined : backend.timeoutSeconds),
        sessionAffinity: affinities[backend.affinity],
        // A server on the internet knows itself by its own name, and not by the load balancer's.
        ...optional("customRequestHeaders", backend.to === "internet" ? [`Host: ${backend.host}`] : undefined),
        logConfig: logging === 0 ? { enable: false } : { enable: true, sampleRate: logging },
        ...(balancer.kind === "external" ? cdnArgs(backend.cdn) : {}),
      },
    },
  ];
}

const affinities = { none: "NONE", "client-ip": "CLIENT_IP", cookie: "GENERATED_COOKIE" } as const;
const protocols = { http: "HTTP", https: "HTTPS", http2: "HTTP2" } as const;

function protocolOf(backend: Exclude<Backend, { readonly to: "buckets" }>): "HTTP" | "HTTPS" | "HTTP2" {
  return backend.to === "runServices" ? "HTTPS" : protocols[backend.protocol];
}

function groupsOf(planning: Planning, { backend }: Placed, key: string): readonly BackendGroup[] {
  if (backend.to === "internet") return [{ internetGroup: key }];
  if (backend.to === "runServices") return [{ serverlessGroup: key }];
  return backend.to === "machines" ? machineGroups(planning, backend) : [];
}

/** A managed group is one; machines that are declared one by one are in one instance group for each of their zones. */
function machineGroups({ environment }: Planning, { group }: MachinesBackend): readonly BackendGroup[] {
  const declared = environment.machines.find(({ name }) => name === group);
  if (!declared) return [];
  if (declared.managed) return [{ managedGroup: group }];
  const zones = spreadOverZones(group, machineKeys(group, declared.count).length, declared);
  return [...new Set(zones)].toSorted().map((zone) => ({ instanceGroup: `${group}-${zone}` }));
}

function cdnArgs(cdn: CdnPolicy | undefined): CdnArgs {
  if (!cdn) return { enableCdn: false };
  return {
    enableCdn: true,
    cdnPolicy: {
      cacheMode: cdn.mode.toUpperCase().replaceAll("-", "_"),
      ...optional("defaultTtl", cdn.ttlSeconds),
      ...optional("maxTtl", cdn.maxTtlSeconds),
      ...optional("clientTtl", cdn.clientTtlSeconds),
    },
  };
}
