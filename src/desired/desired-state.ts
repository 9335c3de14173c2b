import type { FluxInstallation, Followed, Sync, Text } from "../environment/index.ts";
import type {
  DesiredCryptoKey,
  DesiredCustomRole,
  DesiredGrant,
  DesiredKeyRing,
  DesiredKeyUser,
  DesiredLogSink,
  DesiredSharedVpc,
  DesiredSinkWriter,
} from "./access-values.ts";
import type { DesiredArtifactRepository } from "./artifact-values.ts";
import type { DesiredBalancing, DesiredPublicReader } from "./balancing-values.ts";
import type { DesiredCache, DesiredPrivateServices } from "./cache-values.ts";
import type {
  DesiredBucket,
  DesiredCluster,
  DesiredDatabase,
  DesiredDatabaseInstance,
  DesiredDisk,
  DesiredInstanceGroup,
  DesiredMachine,
  DesiredNodePool,
  DesiredRole,
  DesiredSecret,
  DesiredService,
  DesiredServiceAccount,
  DesiredWorkloadIdentity,
} from "./compute-values.ts";
import type { DesiredDocumentDatabase, DesiredDocumentIndex, DesiredDocumentTtl } from "./document-values.ts";
import type { DesiredManaged } from "./managed-values.ts";
import type {
  DesiredAddress,
  DesiredDnsRecord,
  DesiredDnsZone,
  DesiredFirewallRule,
  DesiredGlobalAddress,
  DesiredNat,
  DesiredNetwork,
  DesiredPeering,
  DesiredRouter,
  DesiredSubnet,
} from "./network-values.ts";
import type { DesiredResources } from "./plan-resources.ts";
import type {
  DesiredInvoker,
  DesiredJobSchedule,
  DesiredRunJob,
  DesiredRunService,
  DesiredSecretReader,
} from "./run-values.ts";
import type {
  DesiredAgentGrant,
  DesiredMessageSchema,
  DesiredServiceIdentity,
  DesiredSubscription,
  DesiredTopic,
} from "./topic-values.ts";

/** Everything that one environment's program creates, as plain values. Every list is sorted by key. */
export interface DesiredState {
  readonly environment: string;
  readonly cloud: { readonly kind: "local" | "gcp"; readonly project: string; readonly region: string };
  /** On every resource that can carry labels; already part of every `args` that has them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Empty in the local cloud, where every service answers. */
  readonly services: readonly DesiredService[];
  readonly network: DesiredNetwork;
  readonly subnets: readonly DesiredSubnet[];
  readonly addresses: readonly DesiredAddress[];
  readonly globalAddresses: readonly DesiredGlobalAddress[];
  readonly router?: DesiredRouter;
  readonly nat?: DesiredNat;
  readonly firewallRules: readonly DesiredFirewallRule[];
  readonly peerings: readonly DesiredPeering[];
  readonly serviceAccounts: readonly DesiredServiceAccount[];
  readonly roles: readonly DesiredRole[];
  readonly workloadIdentities: readonly DesiredWorkloadIdentity[];
  readonly disks: readonly DesiredDisk[];
  readonly machines: readonly DesiredMachine[];
  readonly instanceGroups: readonly DesiredInstanceGroup[];
  /** Absent when the environment has no managed machine group. */
  readonly managed?: DesiredManaged;
  readonly clusters: readonly DesiredCluster[];
  readonly nodePools: readonly DesiredNodePool[];
  readonly buckets: readonly DesiredBucket[];
  readonly databaseInstances: readonly DesiredDatabaseInstance[];
  readonly databases: readonly DesiredDatabase[];
  readonly dnsZones: readonly DesiredDnsZone[];
  readonly dnsRecords: readonly DesiredDnsRecord[];
  readonly secrets: readonly DesiredSecret[];
  readonly serviceIdentities: readonly DesiredServiceIdentity[];
  readonly messageSchemas: readonly DesiredMessageSchema[];
  readonly topics: readonly DesiredTopic[];
  readonly subscriptions: readonly DesiredSubscription[];
  readonly agentGrants: readonly DesiredAgentGrant[];
  readonly runServices: readonly DesiredRunService[];
  readonly runJobs: readonly DesiredRunJob[];
  readonly invokers: readonly DesiredInvoker[];
  readonly secretReaders: readonly DesiredSecretReader[];
  readonly jobSchedules: readonly DesiredJobSchedule[];
  readonly artifactRepositories: readonly DesiredArtifactRepository[];
  readonly privateServices?: DesiredPrivateServices;
  readonly caches: readonly DesiredCache[];
  readonly documentDatabases: readonly DesiredDocumentDatabase[];
  readonly documentTtls: readonly DesiredDocumentTtl[];
  readonly documentIndexes: readonly DesiredDocumentIndex[];
  readonly publicReaders: readonly DesiredPublicReader[];
  /** Absent when the environment has neither load balancers nor security policies. */
  readonly balancing?: DesiredBalancing;
  readonly sharedVpc?: DesiredSharedVpc;
  readonly customRoles: readonly DesiredCustomRole[];
  readonly grants: readonly DesiredGrant[];
  readonly keyRings: readonly DesiredKeyRing[];
  readonly cryptoKeys: readonly DesiredCryptoKey[];
  readonly keyUsers: readonly DesiredKeyUser[];
  readonly logSinks: readonly DesiredLogSink[];
  readonly sinkWriters: readonly DesiredSinkWriter[];
  readonly sync?: DesiredSync;
  /** Entries of the ConfigMap that hands the environment's facts to the manifests, beside what the program learns itself. */
  readonly values: Readonly<Record<string, Text>>;
  /** What a team's own TypeScript creates beside all this; absent where it has none. */
  readonly resources?: DesiredResources;
  /** Environments whose outputs this one reads: each is one stack reference. Sorted. */
  readonly references: readonly string[];
}

/** The cluster that follows Git, and what it follows. */
export interface DesiredSync {
  readonly agent: "groundwork" | "flux";
  /** Key of the {@link DesiredCluster}, or how outputs name the cluster that `kubeconfig` leads to. */
  readonly cluster: string;
  /** Key of the stack's configuration with the kubeconfig of a cluster that is not declared. */
  readonly kubeconfig?: string;
  /** Name of the `GitRepository` and the `Kustomization`. */
  readonly name: string;
  /** Absent: the program's configuration `groundwork:repository`, then the checkout's `origin`. */
  readonly repository?: string;
  readonly follows: Followed;
  /** With `./` in front, as Flux writes paths. */
  readonly path: string;
  /** For example `1m0s`. */
  readonly interval: string;
  readonly prune: boolean;
  readonly suspend: boolean;
  readonly deletionPolicy: Sync["deletionPolicy"];
  readonly receiver: boolean;
  readonly decryption?: NonNullable<Sync["decryption"]>;
  /** Given where the agent is Flux. */
  readonly flux?: FluxInstallation;
}
