import type { Access, CustomRole } from "./access.ts";
import type { ArtifactRepository } from "./artifacts.ts";
import type { Cache } from "./caches.ts";
import type { Cidr } from "./cidr.ts";
import type { DocumentDatabase } from "./documents.ts";
import type { KeyReference, KeyRing } from "./keys.ts";
import type { LoadBalancer, SecurityPolicy } from "./load-balancer.ts";
import type { LogSink } from "./log-sinks.ts";
import type { ManagedGroup } from "./managed-group.ts";
import type { DnsRecordType } from "./record-types.ts";
import type { RunJob, RunService } from "./run.ts";
import type { SharedVpc } from "./shared-vpc.ts";
import type { Text } from "./text.ts";
import type { Topic } from "./topics.ts";

/**
 * One environment, as its folder declares it: parsed, merged with its profiles, checked, defaults filled in.
 *
 * Only {@link buildEnvironment} builds it, so nothing that takes an `Environment` has to check again.
 */
export interface Environment {
  /** Name of the folder and of the Pulumi stack. */
  readonly name: string;
  readonly owner?: string;
  readonly description?: string;
  /** On every resource that can carry labels. */
  readonly labels: Labels;
  readonly cloud: Cloud;
  readonly network: Network;
  readonly machines: readonly MachineGroup[];
  readonly clusters: readonly Cluster[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly buckets: readonly Bucket[];
  readonly databases: readonly Database[];
  readonly dnsZones: readonly DnsZone[];
  readonly secrets: readonly Secret[];
  readonly topics: readonly Topic[];
  readonly runServices: readonly RunService[];
  readonly runJobs: readonly RunJob[];
  readonly artifactRepositories: readonly ArtifactRepository[];
  readonly caches: readonly Cache[];
  readonly documentDatabases: readonly DocumentDatabase[];
  readonly loadBalancers: readonly LoadBalancer[];
  readonly securityPolicies: readonly SecurityPolicy[];
  readonly access: readonly Access[];
  readonly customRoles: readonly CustomRole[];
  readonly keyRings: readonly KeyRing[];
  readonly logSinks: readonly LogSink[];
  /** Absent when the environment has no cluster to keep in sync. */
  readonly sync?: Sync;
  /** What has to pass before a promotion goes on, beside what the cluster says of itself. */
  readonly health: readonly HealthCheck[];
  /** Handed to the manifests beside the infrastructure's own outputs. */
  readonly values: Readonly<Record<string, Text>>;
  readonly protection: Protection;
  /** Environments that have to be up before this one: those it names, refers to or peers with. Sorted. */
  readonly dependsOn: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

export interface Cloud {
  /** `local` is simulated, even when a project and a region are declared. */
  readonly kind: "local" | "gcp";
  readonly project: string;
  readonly region: string;
  /** Zones of the region to spread over, as declared or the region's own. */
  readonly zones: readonly string[];
}

/** Declared addresses, or only the size of a block that is planned. */
export interface WantedRange {
  /** Absent when the block is planned. */
  readonly cidr?: Cidr;
  readonly prefixLength: number;
}

export interface Network {
  /** Full name in the cloud; absent when it is planned. */
  readonly name?: string;
  /** Where everything that is planned lies. */
  readonly range: WantedRange;
  readonly routingMode: "REGIONAL" | "GLOBAL";
  readonly mtu: number;
  readonly subnets: readonly Subnet[];
  /** Of the proxies of regional load balancers; absent unless declared, or there is such a load balancer. */
  readonly proxies?: WantedRange;
  readonly nat?: Nat;
  readonly firewall: readonly FirewallRule[];
  /** Addresses that are kept, for example for an ingress. */
  readonly addresses: readonly StaticAddress[];
  /** Absent unless declared, or the environment has a cache. */
  readonly privateServices?: WantedRange;
  /** Absent: no other project uses the network. */
  readonly sharedVpc?: SharedVpc;
  /** Names of the environments whose networks are connected with this one. */
  readonly peerings: readonly string[];
}

export interface Subnet {
  readonly name: string;
  readonly range: WantedRange;
  /** Absent unless declared, or a cluster runs in this subnet. */
  readonly pods?: WantedRange;
  readonly services?: WantedRange;
  readonly privateGoogleAccess: boolean;
  readonly flowLogs?: FlowLogs;
}

export interface FlowLogs {
  readonly interval: "5s" | "30s" | "1m" | "5m" | "10m" | "15m";
  /** Share of the flows that is logged, 0 to 1. */
  readonly sampling: number;
  readonly metadata: "all" | "none";
}

export interface Nat {
  /** How many reserved external addresses the gateway uses; 0 lets the cloud choose and change them. */
  readonly addresses: number;
  readonly minPortsPerVm: number;
  readonly log: "none" | "errors" | "translations" | "all";
}

export interface FirewallRule {
  readonly name: string;
  readonly description?: string;
  readonly direction: "ingress" | "egress";
  readonly action: "allow" | "deny";
  readonly priority: number;
  readonly protocols: readonly { readonly protocol: string; readonly ports: readonly string[] }[];
  /** Sources of an ingress rule or destinations of an egress rule. */
  readonly ranges: readonly Cidr[];
  /** Also everything inside the environment's own network: its block, whether declared or planned. */
  readonly includesNetwork: boolean;
  readonly sourceTags: readonly string[];
  readonly targetTags: readonly string[];
  readonly log: boolean;
}

export interface StaticAddress {
  readonly name: string;
  readonly scope: "regional" | "global";
}

export interface MachineGroup {
  readonly name: string;
  readonly count: number;
  readonly machineType: string;
  readonly image: string;
  readonly bootDisk: { readonly sizeGb: number; readonly type: DiskType };
  readonly disks: readonly DataDisk[];
  readonly subnet: string;
  readonly zones: readonly string[];
  /** `even` goes round the zones; `pack` fills the first one. */
  readonly spread: "even" | "pack";
  readonly tags: readonly string[];
  readonly labels: Labels;
  readonly metadata: Readonly<Record<string, Text>>;
  readonly startupScript?: Text;
  readonly cloudInit?: Text;
  /** Name of one of the environment's service accounts. Absent: the machines have none. */
  readonly serviceAccount?: string;
  readonly externalAddress: "none" | "ephemeral" | "static";
  readonly canIpForward: boolean;
  readonly spot: boolean;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  /** Absent: its machines are declared one by one. */
  readonly managed?: ManagedGroup;
}

export type DiskType = "pd-standard" | "pd-balanced" | "pd-ssd" | "hyperdisk-balanced";

export interface DataDisk {
  readonly name: string;
  readonly sizeGb: number;
  readonly type: DiskType;
}

export interface Cluster {
  readonly name: string;
  readonly mode: "standard" | "autopilot";
  readonly subnet: string;
  /** The region, or one zone of it. */
  readonly location: string;
  /** Zones of the nodes. */
  readonly zones: readonly string[];
  readonly privateNodes: boolean;
  readonly privateEndpoint: boolean;
  /** Range of the control plane when nodes are private. */
  readonly controlPlane?: WantedRange;
  /** Blocks from which the control plane is reached; empty: any address, with credentials. */
  readonly authorizedNetworks: readonly { readonly name: string; readonly cidr: Cidr }[];
  readonly releaseChannel: "rapid" | "regular" | "stable" | "extended" | "none";
  /** Kubernetes version to start with, for example `1.34`; absent: the channel's. */
  readonly version?: string;
  readonly maxPodsPerNode: number;
  readonly workloadIdentity: boolean;
  readonly labels: Labels;
  /** Empty for autopilot. */
  readonly nodePools: readonly NodePool[];
}

export interface NodePool {
  readonly name: string;
  readonly machineType: string;
  readonly diskSizeGb: number;
  readonly diskType: DiskType;
  readonly image: "COS_CONTAINERD" | "UBUNTU_CONTAINERD";
  /** Nodes of the whole pool, over all its zones. */
  readonly nodes: { readonly min: number; readonly max: number };
  readonly spot: boolean;
  readonly zones: readonly string[];
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  readonly tags: readonly string[];
  readonly serviceAccount?: string;
}

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

export interface ServiceAccount {
  readonly name: string;
  /** Project roles, for example `roles/logging.logWriter`, or `customRoles/<name>`. */
  readonly roles: readonly string[];
  /** Kubernetes service accounts that may act as this one, through workload identity. */
  readonly workloads: readonly { readonly namespace: string; readonly serviceAccount: string }[];
}

export interface Bucket {
  readonly name: string;
  readonly storageClass: "STANDARD" | "NEARLINE" | "COLDLINE" | "ARCHIVE";
  readonly versioning: boolean;
  /** Whether anyone may read the objects. */
  readonly public: boolean;
  /** Objects older than this are deleted; absent: kept. */
  readonly deleteAfterDays?: number;
  /** Absent: a key of Google's. */
  readonly key?: KeyReference;
}

export interface Database {
  readonly name: string;
  /** For example `POSTGRES_17`. */
  readonly version: string;
  readonly tier: string;
  readonly diskSizeGb: number;
  readonly highAvailability: boolean;
  readonly backups: boolean;
  readonly databases: readonly string[];
  readonly key?: KeyReference;
}

export interface DnsZone {
  readonly name: string;
  /** With the final dot. */
  readonly domain: string;
  readonly visibility: "public" | "private";
  readonly records: readonly DnsRecord[];
}

export interface DnsRecord {
  /** Relative to the zone's domain; `@` is the domain itself. */
  readonly name: string;
  readonly type: DnsRecordType;
  readonly ttlSeconds: number;
  /** Literal values, or `address:<name>` for one of the network's addresses. */
  readonly values: readonly Text[];
}

/** A secret without its value. Values never stand in Git: they are added as versions in the cloud. */
export interface Secret {
  readonly name: string;
  readonly key?: KeyReference;
}

export interface Sync {
  readonly agent: "groundwork" | "flux";
  /** The cluster that is kept in sync, or how outputs name the one that `kubeconfig` leads to. */
  readonly cluster: string;
  /** Key of the stack's configuration with the kubeconfig of a cluster that is not declared. */
  readonly kubeconfig?: string;
  /** Absent: the program's configuration `groundwork:repository`, then the checkout's `origin`. */
  readonly repository?: string;
  readonly follows: Followed;
  /** Folder in the repository, without `./`. */
  readonly path: string;
  readonly intervalSeconds: number;
  readonly prune: boolean;
  readonly suspend: boolean;
  /** What becomes of the workloads when the agent leaves the cluster, in Flux's words. */
  readonly deletionPolicy: "Orphan" | "MirrorPrune" | "Delete" | "WaitForTermination";
  /** The Secret with which the agent decrypts manifests. */
  readonly decryption?: { readonly secret: string };
  /** Groundwork's agent serves webhooks. */
  readonly receiver: boolean;
  /** Given where the agent is Flux. */
  readonly flux?: FluxInstallation;
}

/** How Flux comes into a cluster. */
export interface FluxInstallation {
  /** Flux acts for each team in the name of the team's own service account alone. */
  readonly multitenant: boolean;
  /** Absent where Flux is in the cluster already. */
  readonly manifests?: FluxManifestsSource;
  /** What changes Flux once it is installed. */
  readonly upgradedBy: "pulumi" | "git";
}

/** Where the manifests are that install Flux. */
export type FluxManifestsSource =
  /** A file or a folder of the repository, from its root. */
  | { readonly in: "repository"; readonly path: string; readonly digest?: string }
  /** An `https://` address of one file. */
  | { readonly in: "address"; readonly url: string; readonly digest: string };

/** What of a repository a sync agent follows, by the names that `spec.ref` of a `GitRepository` has for it. */
export interface Followed {
  /** `semver` is the tag with the highest version in a range. */
  readonly kind: "branch" | "tag" | "semver";
  /** Name of the branch or of the tag, or the range. */
  readonly value: string;
}

/** One question whose answer says whether the environment is healthy. Times are in milliseconds. */
export type HealthCheck = {
  readonly name: string;
  /** How long one answer may take. */
  readonly timeoutMilliseconds: number;
  /** How long after it was brought up the environment may take to become healthy. */
  readonly withinMilliseconds: number;
} & (
  | {
      readonly kind: "http";
      readonly url: string;
      /** Of a healthy answer. Redirects are never among them. */
      readonly statuses: readonly number[];
    }
  | {
      readonly kind: "prometheus";
      readonly url: string;
      /** PromQL. */
      readonly query: string;
      /** At least one of the two. Inclusive. */
      readonly limits: { readonly atMost?: number; readonly atLeast?: number };
    }
);

/** Resources that may not be deleted, not even by an approved change. The protection has to be taken away first. */
export interface Protection {
  readonly everything: boolean;
  /** Kinds or single resources, for example `databases` or `clusters/main`. */
  readonly listed: readonly string[];
}
