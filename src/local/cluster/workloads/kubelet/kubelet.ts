import type { RestClient } from "../../../../kubernetes/client/index.ts";
import { type Clock, type EntryPoint, type Logger, listAt, textAt } from "../../../../lib/index.ts";
import type { ClusterApi, KubernetesObject, PodLogRequest, RunningCluster } from "../../api-server/index.ts";
import { isLeaving, isSettled, keyOf, parseKey, resources, statusWriter } from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import { agentPods, graceOf, misconfiguredOf } from "./agent-pods.ts";
import { nodeAddress, nodeStatus } from "./node-status.ts";
import { podStatus } from "./pod-status.ts";
import { scheduler, waitsForNode } from "./scheduler.ts";

export interface KubeletOptions {
  readonly api: ClusterApi;
  readonly cluster: RunningCluster;
  readonly client: RestClient;
  readonly folder: string;
  /** How the sync agent's image is run. */
  readonly agent: EntryPoint;
  readonly searchPath: string;
  readonly kubeletVersion: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Kubelet {
  readonly controllers: readonly Controller[];
  logs(at: PodLogRequest): Promise<string | undefined>;
}

/** How soon a failed pull is reported as one that is backed off from. */
const pullBackOffMs = 1000;

/** The scheduler and the kubelets of all nodes of one cluster. */
export async function kubelet(options: KubeletOptions): Promise<Kubelet> {
  const { api, clock } = options;
  const agents = await agentPods(options);
  const setStatus = statusWriter(api);
  const schedule = scheduler(api, clock);
  const uids = new Map<string, string>();
  let lookAt: (key: string) => void = () => undefined;

  async function run(pod: KubernetesObject): Promise<number | undefined> {
    const key = keyOf(pod);
    const node = api.get(resources.nodes, textAt(pod, "spec", "nodeName") ?? "");
    const runs = await agents.ensure(pod, () => lookAt(key));
    const hostIp = node === undefined ? "127.0.0.1" : nodeAddress(node);
    const status = podStatus({ pod, hostIp, runs, misconfigured: misconfiguredOf(api, pod), clock });
    await setStatus(resources.pods, pod, status);
    return waitsFor(status, "ErrImagePull") ? pullBackOffMs : undefined;
  }

  async function reconcile(key: string): Promise<number | undefined> {
    const { name, namespace } = parseKey(key);
    const pod = api.get(resources.pods, name, namespace);
    const before = uids.get(key);
    if (before !== undefined && before !== pod?.metadata.uid) {
      uids.delete(key);
      await agents.end(before, 500);
    }
    // What the pod had is free now, for those that wait for it.
    if (pod === undefined || isSettled(pod)) for (const waiting of unplaced(api)) lookAt(waiting);
    if (pod === undefined) return undefined;
    if (isLeaving(pod)) {
      await agents.end(pod.metadata.uid ?? "", graceOf(pod));
      uids.delete(key);
      await api.delete(resources.pods, name, namespace);
      return undefined;
    }
    if (textAt(pod, "spec", "nodeName") === undefined) {
      await schedule(pod);
      return undefined;
    }
    if (isSettled(pod)) return undefined;
    uids.set(key, pod.metadata.uid ?? "");
    return run(pod);
  }

  const nodes: Controller = {
    name: "nodes",
    sources: [{ resource: resources.nodes, keysOf: (node) => [keyOf(node)] }],
    reconcile: async (key) => {
      const node = api.get(resources.nodes, parseKey(key).name);
      if (node !== undefined) await setStatus(resources.nodes, node, nodeStatus(node, options.kubeletVersion, clock));
    },
  };
  const pods: Controller = {
    name: "pods",
    sources: [
      { resource: resources.pods, keysOf: (pod) => [keyOf(pod)] },
      { resource: resources.nodes, keysOf: () => unplaced(api) },
      { resource: resources.configMaps, keysOf: (map) => misconfigured(api, map.metadata.namespace) },
      { resource: resources.secrets, keysOf: (secret) => misconfigured(api, secret.metadata.namespace) },
    ],
    reconcile,
    onStart: (add) => {
      lookAt = add;
    },
    stop: () => agents.stop(),
  };
  return {
    controllers: [nodes, pods],
    logs: async ({ namespace, pod: name, container, previous, tailLines }) => {
      const pod = api.get(resources.pods, name, namespace);
      if (pod === undefined) return undefined;
      const log = (await agents.log(pod, container, previous)) ?? simulatedLog(pod, container);
      return tailLines === undefined || log === undefined ? log : lastLines(log, tailLines);
    },
  };
}

function unplaced(api: ClusterApi): readonly string[] {
  return api.list(resources.pods).filter(waitsForNode).map(keyOf);
}

function misconfigured(api: ClusterApi, namespace: string | undefined): readonly string[] {
  return api
    .list(resources.pods, namespace)
    .filter((pod) => waitsFor(pod["status"], "CreateContainerConfigError"))
    .map(keyOf);
}

function waitsFor(status: unknown, reason: string): boolean {
  const containers = [...listAt(status, "initContainerStatuses"), ...listAt(status, "containerStatuses")];
  return containers.some((container) => textAt(container, "state", "waiting", "reason") === reason);
}

function simulatedLog(pod: KubernetesObject, container: string): string | undefined {
  const status = listAt(pod, "status", "containerStatuses").find((entry) => textAt(entry, "name") === container);
  if (textAt(status, "containerID") === undefined) return undefined;
  return `local: ${textAt(status, "image") ?? container} is simulated, nothing runs behind this container\n`;
}

function lastLines(log: string, count: number): string {
  const lines = log.split("\n");
  const ending = lines.at(-1) === "" ? 1 : 0;
  return lines.slice(Math.max(0, lines.length - ending - count)).join("\n");
}
