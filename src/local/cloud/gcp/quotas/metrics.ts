/** Metrics of each region, as `regions.quotas` of Compute Engine names them. */
export const REGIONAL_METRICS = [
  "A2_CPUS",
  "C2D_CPUS",
  "C2_CPUS",
  "C3_CPUS",
  "CPUS",
  "DISKS_TOTAL_GB",
  "HDB_TOTAL_GB",
  "INSTANCES",
  "INSTANCE_GROUPS",
  "INSTANCE_GROUP_MANAGERS",
  "INTERNAL_ADDRESSES",
  "IN_USE_ADDRESSES",
  "M1_CPUS",
  "M2_CPUS",
  "M3_CPUS",
  "N2D_CPUS",
  "N2_CPUS",
  "REGIONAL_INSTANCE_GROUP_MANAGERS",
  "SSD_TOTAL_GB",
  "STATIC_ADDRESSES",
  "T2A_CPUS",
  "T2D_CPUS",
] as const;

/** Metrics of a whole project, as `projects.quotas` names them, with the type of which each resource takes one. */
export const COUNTED_TYPES: Readonly<Record<string, string>> = {
  "compute/backendBucket:BackendBucket": "BACKEND_BUCKETS",
  "compute/backendService:BackendService": "BACKEND_SERVICES",
  "compute/firewall:Firewall": "FIREWALLS",
  "compute/healthCheck:HealthCheck": "HEALTH_CHECKS",
  "compute/image:Image": "IMAGES",
  "compute/instanceTemplate:InstanceTemplate": "INSTANCE_TEMPLATES",
  "compute/network:Network": "NETWORKS",
  "compute/route:Route": "ROUTES",
  "compute/router:Router": "ROUTERS",
  "compute/sSLCertificate:SSLCertificate": "SSL_CERTIFICATES",
  "compute/securityPolicy:SecurityPolicy": "SECURITY_POLICIES",
  "compute/snapshot:Snapshot": "SNAPSHOTS",
  "compute/subnetwork:Subnetwork": "SUBNETWORKS",
  "compute/targetHttpProxy:TargetHttpProxy": "TARGET_HTTP_PROXIES",
  "compute/targetHttpsProxy:TargetHttpsProxy": "TARGET_HTTPS_PROXIES",
  "compute/uRLMap:URLMap": "URL_MAPS",
  "compute/vPNTunnel:VPNTunnel": "VPN_TUNNELS",
};

export const GLOBAL_METRICS: readonly string[] = Object.values(COUNTED_TYPES);

/** Series that have a metric of their own; the first generation and E2 share `CPUS`. Newer series have no metric in this list. */
const CPUS_OF_SERIES: Readonly<Record<string, string>> = {
  a2: "A2_CPUS",
  c2: "C2_CPUS",
  c2d: "C2D_CPUS",
  c3: "C3_CPUS",
  e2: "CPUS",
  f1: "CPUS",
  g1: "CPUS",
  m1: "M1_CPUS",
  m2: "M2_CPUS",
  m3: "M3_CPUS",
  n1: "CPUS",
  n2: "N2_CPUS",
  n2d: "N2D_CPUS",
  t2a: "T2A_CPUS",
  t2d: "T2D_CPUS",
};

/** The metric of a series's processors; `undefined` where Compute Engine counts them elsewhere. */
export function cpuMetricOf(series: string): string | undefined {
  return Object.hasOwn(CPUS_OF_SERIES, series) ? CPUS_OF_SERIES[series] : undefined;
}

/** The metric of a disk type's capacity. */
export function diskMetricOf(type: string): string {
  if (type.startsWith("hyperdisk-")) return "HDB_TOTAL_GB";
  return type === "pd-standard" ? "DISKS_TOTAL_GB" : "SSD_TOTAL_GB";
}
