import path from "node:path";
import { ambientHere } from "../../../kubernetes/kubeconfig/index.ts";
import { kubernetesProvider } from "../../../kubernetes/pulumi-provider/index.ts";
import type { Logger } from "../../../lib/index.ts";
import type { PropertyMap } from "../../../provider/index.ts";
import {
  type ClusterEffects,
  clusterNodes,
  KUBERNETES_VERSION,
  type StoredResource,
  type World,
} from "../../cloud/index.ts";
import { type ClusterHost, clusterHost, type RunningCluster, startWorkloads } from "../../cluster/index.ts";
import { ClusterNotFound } from "./errors.ts";
import { kubeconfigOf } from "./kubeconfig.ts";
import type { SimulatedPackage } from "./provider-instances.ts";

const CLUSTER = "gcp:container/cluster:Cluster";
const NODE_POOL = "gcp:container/nodePool:NodePool";

export interface ClustersOptions {
  readonly home: string;
  readonly logger: Logger;
}

/** The Kubernetes clusters behind the simulated GKE. Nothing of Kubernetes is started before the first cluster is. */
export class Clusters {
  readonly #options: ClustersOptions;
  #host: Promise<ClusterHost> | undefined;
  #running: readonly RunningCluster[] = [];

  constructor(options: ClustersOptions) {
    this.#options = options;
  }

  /** Starts, changes and deletes clusters for the resources of the simulated GKE. `world` gives their node pools. */
  effects(world: () => World): ClusterEffects {
    const onNodePool = async (pool: StoredResource) => {
      const cluster = world().resolve(String(pool.properties["cluster"]), CLUSTER, {
        properties: pool.properties,
        settings: { labels: {} },
      });
      if (cluster !== undefined) await this.#ensure(cluster, world());
    };
    const onCluster = async (cluster: StoredResource): Promise<PropertyMap> => {
      const { endpoint, caCertificate } = await this.#ensure(cluster, world());
      const given = cluster.properties["masterAuth"] as PropertyMap | undefined;
      const clusterCaCertificate = Buffer.from(caCertificate).toString("base64");
      return {
        endpoint,
        status: "RUNNING",
        masterAuth: { clientCertificate: "", clientKey: "", ...given, clusterCaCertificate },
      };
    };
    const changed = async (resource: StoredResource) => {
      if (resource.type === CLUSTER) return onCluster(resource);
      if (resource.type === NODE_POOL) await onNodePool(resource);
      return undefined;
    };
    return {
      created: changed,
      updated: changed,
      deleted: async (resource) => {
        if (resource.type === CLUSTER) {
          await (await this.#started()).delete(resource.id);
          this.#running = (await this.#started()).list();
        }
      },
    };
  }

  /** Starts the clusters that the store has, each on the port it had. */
  async restart(world: World): Promise<void> {
    for (const cluster of world.ofType(CLUSTER)) await this.#ensure(cluster, world);
  }

  list(): { readonly id: string; readonly endpoint: string }[] {
    return this.#running.map(({ id, endpoint }) => ({ id, endpoint }));
  }

  /** For `kubectl`. Without `id`, of the only cluster. @throws {ClusterNotFound} */
  kubeconfig(id: string | undefined): string {
    const matches = this.#running.filter(
      (cluster) => id === undefined || cluster.id === id || cluster.id.endsWith(`/${id}`),
    );
    const [cluster, ...others] = matches;
    if (cluster === undefined || others.length > 0) {
      throw new ClusterNotFound({ wanted: id, clusters: this.#running.map((running) => running.id) });
    }
    return kubeconfigOf(cluster);
  }

  /** Providers of the `kubernetes` package, which may speak to these clusters without credentials of their own. */
  package(version: string): SimulatedPackage {
    const { logger } = this.#options;
    return {
      version,
      make: ({ ambient, helm }) =>
        kubernetesProvider({
          resolveCluster: (server) => {
            const found = this.#running.find(({ endpoint }) => server === endpoint || server === `https://${endpoint}`);
            return found && { token: found.adminToken, caCertificate: found.caCertificate };
          },
          logger,
          ...(ambient !== undefined && { ambient: ambientHere(ambient) }),
          ...(helm !== undefined && { helm }),
        }),
    };
  }

  async stop(): Promise<void> {
    await (await this.#host)?.stop();
  }

  async #ensure(cluster: StoredResource, world: World): Promise<RunningCluster> {
    const host = await this.#started();
    const pools = world.ofType(NODE_POOL);
    const running = await host.ensure({
      id: cluster.id,
      version: KUBERNETES_VERSION,
      nodes: clusterNodes(cluster, pools),
    });
    this.#running = host.list();
    return running;
  }

  #started(): Promise<ClusterHost> {
    const { home, logger } = this.#options;
    this.#host ??= clusterHost({
      home,
      logger,
      onClusterStarted: (cluster, api) =>
        startWorkloads(api, { cluster, folder: path.join(home, "kubelet", folderName(cluster.id)), logger }),
    });
    return this.#host;
  }
}

/** Ids hold slashes; a folder's name may not. */
function folderName(clusterId: string): string {
  return clusterId.replaceAll("/", "_");
}
