import type { Text } from "../environment/index.ts";
import type { Values } from "./values.ts";

/** For `gcp.serviceaccount.Account`. */
export type DesiredServiceAccount = Values<{ accountId: string; displayName: string }>;

/** For `gcp.projects.IAMMember`. */
export type DesiredRole = Values<{ project: string; role: string }> & {
  /** Key of the service account that is the `member`: `serviceAccount:<email>`. */
  readonly serviceAccount: string;
  /** Key of the {@link DesiredCustomRole} that has to be there first. */
  readonly customRole?: string;
};

/** For `gcp.serviceaccount.IAMMember`: a Kubernetes service account that may act as one of the cloud's. */
export type DesiredWorkloadIdentity = Values<{ role: "roles/iam.workloadIdentityUser"; member: string }> & {
  /** Key of the service account whose `name` is the `serviceAccountId`. */
  readonly serviceAccount: string;
  /** Key of the cluster that has to exist first: it is what makes the project's workload pool. */
  readonly cluster: string;
};

/** For `gcp.compute.Disk`. */
export type DesiredDisk = Values<{
  name: string;
  zone: string;
  type: string;
  size: number;
  labels: Record<string, string>;
}>;

/** For `gcp.compute.Instance`. */
export type DesiredMachine = Values<{
  name: string;
  zone: string;
  machineType: string;
  tags: string[];
  labels: Record<string, string>;
  canIpForward: boolean;
  deletionProtection: boolean;
  allowStoppingForUpdate: boolean;
  bootDisk: { autoDelete: boolean; initializeParams: { image: string; size: number; type: string } };
  scheduling?: {
    provisioningModel: "SPOT";
    preemptible: boolean;
    automaticRestart: boolean;
    instanceTerminationAction: "STOP";
  };
}> & {
  /** Name of the machine's group in the environment. */
  readonly group: string;
  /** Key of the subnet of its one network interface. */
  readonly subnet: string;
  /** `static` is one `accessConfigs` entry whose `natIp` is the address of that key; `ephemeral` an empty entry. */
  readonly external: "none" | "ephemeral" | { readonly address: string };
  /** Keys of {@link DesiredDisk} and their device names, in order: `attachedDisks`. */
  readonly disks: readonly { readonly disk: string; readonly deviceName: string }[];
  readonly metadata: Readonly<Record<string, Text>>;
  readonly startupScript?: Text;
  /** Key of the service account, with the scope `cloud-platform`. Absent: the machine has none. */
  readonly serviceAccount?: string;
};

/** For `gcp.compute.InstanceGroup`: the machines of one group in one zone. */
export type DesiredInstanceGroup = Values<{
  name: string;
  zone: string;
  description: string;
  namedPorts: { name: string; port: number }[];
}> & {
  /** Name of the group in the environment. */
  readonly group: string;
  /** Keys of {@link DesiredMachine}. */
  readonly machines: readonly string[];
};

/** For `gcp.container.Cluster`. */
export type DesiredCluster = Values<{
  name: string;
  location: string;
  description: string;
  deletionProtection: boolean;
  enableAutopilot?: boolean;
  removeDefaultNodePool?: boolean;
  initialNodeCount?: number;
  defaultMaxPodsPerNode?: number;
  nodeLocations?: string[];
  minMasterVersion?: string;
  networkingMode: "VPC_NATIVE";
  ipAllocationPolicy: { clusterSecondaryRangeName: string; servicesSecondaryRangeName: string };
  privateClusterConfig?: { enablePrivateNodes: boolean; enablePrivateEndpoint: boolean; masterIpv4CidrBlock: string };
  masterAuthorizedNetworksConfig?: { cidrBlocks: { displayName: string; cidrBlock: string }[] };
  releaseChannel: { channel: "RAPID" | "REGULAR" | "STABLE" | "EXTENDED" | "UNSPECIFIED" };
  workloadIdentityConfig?: { workloadPool: string };
  resourceLabels: Record<string, string>;
}> & {
  /** Key of the subnet. */
  readonly subnet: string;
  /** Key of the service account of the nodes that the cluster makes itself (autopilot). */
  readonly serviceAccount?: string;
};

/** For `gcp.container.NodePool`. */
export type DesiredNodePool = Values<{
  name: string;
  location: string;
  nodeLocations: string[];
  initialNodeCount?: number;
  autoscaling?: { totalMinNodeCount: number; totalMaxNodeCount: number; locationPolicy: "BALANCED" | "ANY" };
  nodeCount?: number;
  maxPodsPerNode: number;
  management: { autoRepair: boolean; autoUpgrade: boolean };
  upgradeSettings: { maxSurge: number; maxUnavailable: number };
  nodeConfig: {
    machineType: string;
    diskSizeGb: number;
    diskType: string;
    imageType: string;
    spot: boolean;
    labels: Record<string, string>;
    resourceLabels: Record<string, string>;
    taints: { key: string; value: string; effect: "NO_SCHEDULE" | "PREFER_NO_SCHEDULE" | "NO_EXECUTE" }[];
    tags: string[];
    oauthScopes: string[];
    metadata: Record<string, string>;
    workloadMetadataConfig: { mode: "GKE_METADATA" | "GCE_METADATA" };
    shieldedInstanceConfig: { enableSecureBoot: boolean; enableIntegrityMonitoring: boolean };
  };
}> & {
  /** Key of the cluster. */
  readonly cluster: string;
  /** Key of the nodes' service account: `nodeConfig.serviceAccount` is its email. */
  readonly serviceAccount: string;
};

/** What a key of the environment encrypts. */
export interface Encrypted {
  /** `<ring>/<key>`. Absent: a key of Google's. */
  readonly cryptoKey?: string;
}

/** For `gcp.storage.Bucket`. */
export type DesiredBucket = Values<{
  name: string;
  location: string;
  storageClass: string;
  uniformBucketLevelAccess: boolean;
  publicAccessPrevention: "enforced" | "inherited";
  forceDestroy: boolean;
  versioning: { enabled: boolean };
  lifecycleRules: { action: { type: "Delete" }; condition: { age: number } }[];
  labels: Record<string, string>;
}> &
  Encrypted;

/** For `gcp.sql.DatabaseInstance`. */
export type DesiredDatabaseInstance = Values<{
  name: string;
  region: string;
  databaseVersion: string;
  deletionProtection: boolean;
  settings: {
    tier: string;
    availabilityType: "REGIONAL" | "ZONAL";
    diskSize: number;
    diskType: "PD_SSD";
    backupConfiguration: { enabled: boolean; pointInTimeRecoveryEnabled?: boolean };
    userLabels: Record<string, string>;
  };
}> &
  Encrypted;

/** For `gcp.sql.Database`. */
export type DesiredDatabase = Values<{ name: string }> & {
  /** Key of the instance. */
  readonly instance: string;
};

/** For `gcp.secretmanager.Secret`, without any version: values never pass through Git or the program. */
export type DesiredSecret = Values<{
  secretId: string;
  /** `location`: where its one replica lies, which a key of that place encrypts. */
  replication: { auto: Record<string, never> } | { location: string };
  labels: Record<string, string>;
}> &
  Encrypted;

/** For `gcp.projects.Service`. */
export type DesiredService = Values<{ project: string; service: string; disableOnDestroy: boolean }>;
