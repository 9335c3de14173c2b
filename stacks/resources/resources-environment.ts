import type { Repository } from "@pulumi/gcp/artifactregistry/repository.js";
import type { Job } from "@pulumi/gcp/cloudrunv2/job.js";
import type { Service } from "@pulumi/gcp/cloudrunv2/service.js";
import type { Address } from "@pulumi/gcp/compute/address.js";
import type { GlobalAddress } from "@pulumi/gcp/compute/globalAddress.js";
import type { Instance } from "@pulumi/gcp/compute/instance.js";
import type { Network as Vpc } from "@pulumi/gcp/compute/network.js";
import type { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import type { Cluster } from "@pulumi/gcp/container/cluster.js";
import type { ManagedZone } from "@pulumi/gcp/dns/managedZone.js";
import type { CryptoKey } from "@pulumi/gcp/kms/cryptoKey.js";
import type { Provider as Gcp } from "@pulumi/gcp/provider.js";
import type { Topic } from "@pulumi/gcp/pubsub/topic.js";
import type { Secret } from "@pulumi/gcp/secretmanager/secret.js";
import type { Account } from "@pulumi/gcp/serviceaccount/account.js";
import type { DatabaseInstance } from "@pulumi/gcp/sql/databaseInstance.js";
import type { Bucket } from "@pulumi/gcp/storage/bucket.js";
import type { Provider as Kubernetes } from "@pulumi/kubernetes/provider.js";
import type { Output } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import type { Named } from "./named.ts";

/** What a `resources.ts` gets: its environment, with the resources that Groundwork creates of it. */
export interface ResourcesEnvironment {
  /** Name of the folder and of the stack. */
  readonly name: string;
  readonly cloud: DesiredState["cloud"];
  /** Every Google Cloud resource that can carry labels gets these, unless it is created with a provider of its own. */
  readonly labels: Readonly<Record<string, string>>;
  readonly network: Vpc;
  /** The block in which all of the environment's own addresses lie. */
  readonly networkCidr: string;
  readonly subnets: Named<Subnetwork>;
  readonly addresses: Named<Address | GlobalAddress>;
  /** By the machine's own name: `web-1`. */
  readonly machines: Named<Instance>;
  readonly clusters: Named<ResourcesCluster>;
  readonly serviceAccounts: Named<Account>;
  /** Without those that a {@link Replacements} creates instead. */
  readonly buckets: Named<Bucket>;
  /** Without those that a {@link Replacements} creates instead. */
  readonly databases: Named<DatabaseInstance>;
  readonly dnsZones: Named<ManagedZone>;
  /** Without those that a {@link Replacements} creates instead. */
  readonly secrets: Named<Secret>;
  readonly topics: Named<Topic>;
  readonly runServices: Named<Service>;
  readonly runJobs: Named<Job>;
  readonly artifactRepositories: Named<Repository>;
  /** By ring and key: `main/data`. */
  readonly keys: Named<CryptoKey>;
  /** Entries of `spec.values`, with references to other environments filled in. */
  readonly values: Named<Output<string>>;
  /** Google Cloud in the environment's project and region, with its labels. Resources use it unless they name another one. */
  readonly provider: Gcp;
  /** What the files that ran before have returned: those of the profiles, the farthest first. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /**
   * An output of an environment that this one depends on, for example `outputOf("hub", "network.selfLink")`.
   *
   * @throws {UpstreamNotDeclared} where `spec.dependsOn` does not name it and no other declaration refers to it.
   */
  outputOf(environment: string, path: string): Output<string>;
}

/** A cluster of the environment. */
export interface ResourcesCluster {
  /** Absent for a cluster that the environment does not declare, and knows by its kubeconfig. */
  readonly cluster?: Cluster;
  readonly kubeconfig: Output<string>;
  /** For objects in it. Objects of an environment with one cluster use it unless they name another one. */
  readonly provider: Kubernetes;
}
