import type { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import { Cluster, type ClusterArgs } from "@pulumi/gcp/container/cluster.js";
import { NodePool } from "@pulumi/gcp/container/nodePool.js";
import type { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { IAMMember as AccountMember } from "@pulumi/gcp/serviceaccount/iammember.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  jsonStringify,
  type Output,
} from "@pulumi/pulumi";
import type { DesiredCluster, DesiredState } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";

export type ClustersArgs = Pick<DesiredState, "clusters" | "nodePools" | "workloadIdentities"> & {
  readonly network: Input<string>;
  readonly subnets: ReadonlyMap<string, Subnetwork>;
  readonly accounts: ReadonlyMap<string, Account>;
};

/** The GKE clusters with their node pools, and which workloads in them may act as which service account. */
export class Clusters extends ComponentResource {
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** Under the key of their cluster. */
  readonly nodePools: ReadonlyMap<string, readonly NodePool[]>;

  constructor(name: string, args: ClustersArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:Clusters", name, {}, options);

    this.clusters = createEach(
      args.clusters,
      (cluster) =>
        new Cluster(cluster.key, clusterArgs(cluster, args), {
          parent: this,
          protect: cluster.protect,
          ignoreChanges: SET_ONCE,
        }),
    );
    const pools = createEach(args.nodePools, ({ key, protect, args: pool, cluster, serviceAccount }) => {
      const nodeConfig = { ...pool.nodeConfig, serviceAccount: known(args.accounts, serviceAccount).email };
      return new NodePool(
        key,
        { ...pool, cluster: known(this.clusters, cluster).name, nodeConfig },
        { parent: this, protect, ignoreChanges: ["initialNodeCount"] },
      );
    });
    this.nodePools = new Map(
      args.clusters.map(({ key }) => [
        key,
        args.nodePools.filter(({ cluster }) => cluster === key).map((pool) => known(pools, pool.key)),
      ]),
    );
    createEach(args.workloadIdentities, ({ key, protect, args: { role, member }, serviceAccount, cluster }) => {
      const serviceAccountId = known(args.accounts, serviceAccount).name;
      return new AccountMember(
        key,
        { role, member, serviceAccountId },
        { parent: this, protect, dependsOn: known(this.clusters, cluster) },
      );
    });
    this.registerOutputs({});
  }
}

// GKE completes these values when it creates the cluster. Comparing them later would replace the cluster.
const SET_ONCE = ["initialNodeCount", "nodeConfig", "dnsConfig"];

function clusterArgs(
  { args, subnet, serviceAccount }: DesiredCluster,
  { network, subnets, accounts }: ClustersArgs,
): ClusterArgs {
  return {
    ...args,
    network,
    subnetwork: known(subnets, subnet).id,
    ...(serviceAccount && {
      clusterAutoscaling: { autoProvisioningDefaults: { serviceAccount: known(accounts, serviceAccount).email } },
    }),
  };
}

/**
 * A kubeconfig that gets its token from GKE's own credential plugin each time it is used.
 *
 * It holds no credential, so it is no secret, and it reads the same in every preview.
 */
export function kubeconfigOf(cluster: Cluster): Output<string> {
  const name = cluster.name;
  return jsonStringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [
      {
        name,
        cluster: {
          server: cluster.endpoint.apply((endpoint) => `https://${endpoint}`),
          "certificate-authority-data": cluster.masterAuth.clusterCaCertificate,
        },
      },
    ],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "gke-gcloud-auth-plugin",
            provideClusterInfo: true,
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}
