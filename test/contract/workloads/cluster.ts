import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type JsonObject, listAt, numberAt, objectAt, textAt } from "../../../src/lib/index.ts";
import {
  type ClusterApi,
  clusterHost,
  type KubernetesObject,
  type ResourceId,
} from "../../../src/local/cluster/api-server/index.ts";
import { startWorkloads, type Workloads } from "../../../src/local/cluster/workloads/index.ts";
import { MemoryClusterApi } from "../../fakes/memory-cluster-api.ts";
import { ObservedApi } from "./observed-api.ts";

export const kinds = {
  deployments: { group: "apps", version: "v1", resource: "deployments" },
  replicaSets: { group: "apps", version: "v1", resource: "replicasets" },
  statefulSets: { group: "apps", version: "v1", resource: "statefulsets" },
  daemonSets: { group: "apps", version: "v1", resource: "daemonsets" },
  jobs: { group: "batch", version: "v1", resource: "jobs" },
  pods: { group: "", version: "v1", resource: "pods" },
  nodes: { group: "", version: "v1", resource: "nodes" },
  services: { group: "", version: "v1", resource: "services" },
  endpoints: { group: "", version: "v1", resource: "endpoints" },
  slices: { group: "discovery.k8s.io", version: "v1", resource: "endpointslices" },
  claims: { group: "", version: "v1", resource: "persistentvolumeclaims" },
  volumes: { group: "", version: "v1", resource: "persistentvolumes" },
  autoscalers: { group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers" },
  budgets: { group: "policy", version: "v1", resource: "poddisruptionbudgets" },
  ingresses: { group: "networking.k8s.io", version: "v1", resource: "ingresses" },
} as const satisfies Record<string, ResourceId>;

/** An API without controllers, and how to end it. */
interface ApiInUse {
  readonly api: ClusterApi;
  readonly stop: () => Promise<void>;
}

/** What controllers run on: an API in memory that takes everything, and the embedded API server with all its rules. */
export const apis: readonly (readonly [string, (folder: string) => Promise<ApiInUse>])[] = [
  ["in memory", async () => ({ api: new MemoryClusterApi(), stop: async () => undefined })],
  [
    "on the embedded API server",
    async (home) => {
      const started: ClusterApi[] = [];
      const onClusterStarted = async (_: unknown, api: ClusterApi) => {
        started.push(api);
        return { stop: async () => undefined };
      };
      const host = await clusterHost({ home, onClusterStarted });
      await host.ensure({ id: "test", version: "v1.34.1", nodes: [] });
      return { api: started[0]!, stop: () => host.stop() };
    },
  ],
];

/** Two nodes and everything that simulated controllers do. */
export class LiveCluster {
  readonly api: ObservedApi;
  readonly #folder: string;
  readonly #stopApi: () => Promise<void>;
  #workloads: Workloads | undefined;

  private constructor({ api, stop }: ApiInUse, folder: string) {
    this.api = new ObservedApi(api);
    this.#folder = folder;
    this.#stopApi = stop;
  }

  static async start(makeApi: (folder: string) => Promise<ApiInUse>): Promise<LiveCluster> {
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-kubelet-"));
    const cluster = new LiveCluster(await makeApi(path.join(folder, "api")), folder);
    await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    for (const name of ["node-1", "node-2"]) {
      await cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name, labels: { pool: name } } });
    }
    await cluster.resume();
    return cluster;
  }

  async resume(): Promise<void> {
    const cluster = { id: "test", endpoint: "127.0.0.1:1", caCertificate: "", adminToken: "" };
    this.#workloads = await startWorkloads(this.api, { cluster, folder: path.join(this.#folder, "kubelet") });
  }

  async pause(): Promise<void> {
    await this.#workloads?.stop();
  }

  async stop(): Promise<void> {
    await this.pause();
    await this.#stopApi();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get(resource: ResourceId, name: string): KubernetesObject | undefined {
    return this.api.get(resource, name, "shop") ?? this.api.get(resource, name);
  }

  async create(object: object): Promise<void> {
    await this.api.create(object as KubernetesObject);
  }

  async change(resource: ResourceId, name: string, change: (spec: JsonObject) => JsonObject): Promise<void> {
    await this.api.update(resource, name, "shop", (object) => ({ ...object, spec: change(objectAt(object, "spec")) }));
  }

  pods(): readonly KubernetesObject[] {
    return this.api.list(kinds.pods, "shop");
  }

  logs(pod: string, container: string): Promise<string | undefined> {
    return this.#workloads!.podLogs({ namespace: "shop", pod, container, previous: false });
  }
}

export function imagesOf(pods: readonly KubernetesObject[]): readonly (string | undefined)[] {
  return pods.map((pod) => textAt(pod, "spec", "containers", 0, "image"));
}

export function condition(object: unknown, type: string): string | undefined {
  const found = listAt(object, "status", "conditions").find((entry) => textAt(entry, "type") === type);
  return found === undefined ? undefined : `${textAt(found, "status")} ${textAt(found, "reason") ?? ""}`.trim();
}

export function status(object: unknown, field: string): number | undefined {
  return numberAt(object, "status", field);
}

export function deployment(spec: object = {}, image = "shop/web:1"): object {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop" },
    spec: { replicas: 2, selector: { matchLabels: { app: "web" } }, template: template(image), ...spec },
  };
}

export function template(image: string, more: object = {}): object {
  return {
    metadata: { labels: { app: "web" } },
    spec: { containers: [{ name: "web", image, ports: [{ name: "http", containerPort: 8080 }] }], ...more },
  };
}
