import type { Cidr } from "./cidr.ts";
import type { Probe } from "./managed-group.ts";

/** What distributes requests or packets over backends, at one address. */
export type LoadBalancer = ApplicationBalancer | PassthroughBalancer;

interface AtAddress {
  readonly name: string;
  /** Name of one of the network's addresses; absent: one is planned under the load balancer's own name. */
  readonly address?: string;
}

/** Ends HTTP connections of clients anywhere: `external` in Google's whole network, `regional` in one region. */
export interface ApplicationBalancer extends AtAddress {
  readonly kind: "external" | "regional";
  /** Names that its certificate is for; without any it speaks HTTP alone. */
  readonly domains: readonly string[];
  /** Whether HTTP only leads to HTTPS. */
  readonly redirectHttp: boolean;
  readonly backends: readonly Backend[];
  /** Name of the backend that answers what no route is for. */
  readonly defaultBackend: string;
  readonly routes: readonly HostRoute[];
}

/** Passes packets of the network's own machines on as they are. */
export interface PassthroughBalancer extends AtAddress {
  readonly kind: "internal";
  readonly subnet: string;
  readonly protocol: "tcp" | "udp";
  /** Empty: all ports. */
  readonly ports: readonly number[];
  /** Whether clients of other regions reach it. */
  readonly globalAccess: boolean;
  readonly backend: MachinesBackend;
}

export type Backend = MachinesBackend | BucketBackend | InternetBackend | ServerlessBackend;

interface NamedBackend {
  readonly name: string;
}

interface ServiceBackend extends NamedBackend {
  readonly timeoutSeconds: number;
  readonly affinity: "none" | "client-ip" | "cookie";
  /** Share of the requests that is logged, 0 to 1. */
  readonly logging: number;
  readonly cdn?: CdnPolicy;
  /** Name of one of the environment's security policies. */
  readonly securityPolicy?: string;
}

/** A group of machines, managed or not. */
export interface MachinesBackend extends ServiceBackend {
  readonly to: "machines";
  readonly group: string;
  readonly protocol: "http" | "https" | "http2";
  /** Where the traffic goes; absent where packets keep their port. */
  readonly port?: { readonly name: string; readonly port: number };
  readonly check: Probe;
}

export interface BucketBackend extends NamedBackend {
  readonly to: "buckets";
  readonly bucket: string;
  readonly cdn?: CdnPolicy;
}

/** A server anywhere, by its name. */
export interface InternetBackend extends ServiceBackend {
  readonly to: "internet";
  readonly protocol: "http" | "https";
  readonly host: string;
  readonly port: number;
}

/** A Cloud Run service of the environment. */
export interface ServerlessBackend extends ServiceBackend {
  readonly to: "runServices";
  readonly service: string;
}

export interface CdnPolicy {
  readonly mode: "cache-all-static" | "use-origin-headers" | "force-cache-all";
  readonly ttlSeconds?: number;
  readonly maxTtlSeconds?: number;
  readonly clientTtlSeconds?: number;
}

/** What answers requests for some hosts. */
export interface HostRoute {
  readonly name: string;
  readonly hosts: readonly string[];
  /** Name of the backend that answers what none of the paths is for. */
  readonly backend: string;
  readonly paths: readonly { readonly paths: readonly string[]; readonly backend: string }[];
}

/** Which requests reach backends: Cloud Armor. */
export interface SecurityPolicy {
  readonly name: string;
  readonly description?: string;
  /** What becomes of requests that no rule is about. */
  readonly defaultAction: "allow" | Denial;
  readonly rules: readonly SecurityRule[];
}

export type Denial = "deny(403)" | "deny(404)" | "deny(502)";

export interface SecurityRule {
  readonly name: string;
  /** Lower numbers win. */
  readonly priority: number;
  readonly action: "allow" | Denial | "throttle";
  /** Either addresses or an expression of the Common Expression Language. */
  readonly match: { readonly ranges: readonly Cidr[] } | { readonly expression: string };
  /** Logged only, and not carried out. */
  readonly preview: boolean;
  /** Given where `action` is `throttle`. */
  readonly rate?: { readonly requests: number; readonly perSeconds: number; readonly by: "all" | "ip" | "xff-ip" };
}

/** Where a load balancer's address stands: a key and a scope of the network's addresses. */
export function balancerAddress({ name, address, kind }: LoadBalancer): {
  readonly key: string;
  readonly scope: "regional" | "global";
} {
  return { key: address ?? name, scope: kind === "external" ? "global" : "regional" };
}

/** Those of the backends that are groups of machines. */
export function machinesBehind(balancer: LoadBalancer): readonly MachinesBackend[] {
  if (balancer.kind === "internal") return [balancer.backend];
  return balancer.backends.flatMap((backend) => (backend.to === "machines" ? [backend] : []));
}
