import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { RestClient } from "../../../../kubernetes/client/index.ts";
import {
  type Clock,
  type EntryPoint,
  type Logger,
  listAt,
  messageOf,
  numberAt,
  textAt,
} from "../../../../lib/index.ts";
import type { ClusterApi, KubernetesObject, RunningCluster } from "../../api-server/index.ts";
import { endLeftover, readLog } from "./container-process.ts";
import { environmentOf, expanded } from "./environment.ts";
import { agentIn } from "./images.ts";
import type { ContainerRun } from "./pod-status.ts";
import { keepRunning, type RunningContainer } from "./running-container.ts";
import { writeServiceAccount } from "./service-account.ts";

export interface AgentPodOptions {
  readonly api: ClusterApi;
  readonly cluster: RunningCluster;
  readonly client: RestClient;
  readonly folder: string;
  readonly agent: EntryPoint;
  readonly searchPath: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The pods of this cluster whose containers really run. */
export interface AgentPods {
  /** Starts what of a pod really runs and does not run yet; `onChange` is called when that changes its state. */
  ensure(pod: KubernetesObject, onChange: () => void): Promise<ReadonlyMap<string, ContainerRun>>;
  /** Ends what runs of a pod, within its grace period, and removes its folder. Repeatable. */
  end(uid: string, graceMs: number): Promise<void>;
  log(pod: KubernetesObject, container: string, previous: boolean): Promise<string | undefined>;
  /** Ends everything. */
  stop(): Promise<void>;
}

interface AgentPod {
  readonly containers: Map<string, RunningContainer>;
  renewal: NodeJS.Timeout | undefined;
}

/** Ends what an earlier process left running below `folder`, and is ready to run pods there. */
export async function agentPods(options: AgentPodOptions): Promise<AgentPods> {
  const { api, cluster, client, folder, clock, logger } = options;
  const running = new Map<string, AgentPod>();
  await endLeftovers(folder);

  async function identify(pod: KubernetesObject, at: AgentPod): Promise<string> {
    const home = path.join(podFolder(folder, pod.metadata.uid ?? ""), "serviceaccount");
    const account = await writeServiceAccount(client, pod, { folder: home, caCertificate: cluster.caCertificate });
    clearTimeout(at.renewal);
    at.renewal = setTimeout(() => {
      identify(pod, at).catch((thrown: unknown) => {
        logger.warn({ pod: pod.metadata.name, error: messageOf(thrown) }, "service-account token was not renewed");
        at.renewal = setTimeout(() => void identify(pod, at).catch(() => undefined), 30_000);
      });
    }, account.renewInMs);
    return account.folder;
  }

  return {
    ensure: async (pod, onChange) => {
      const uid = pod.metadata.uid ?? "";
      const wanted = listAt(pod, "spec", "containers").flatMap((container) => {
        const agent = agentIn(textAt(container, "image") ?? "");
        return agent === undefined ? [] : [{ container, ...agent }];
      });
      if (wanted.length === 0) return new Map();
      const own = running.get(uid) ?? { containers: new Map<string, RunningContainer>(), renewal: undefined };
      running.set(uid, own);
      for (const { container, takesArguments } of wanted) {
        const name = textAt(container, "name") ?? "";
        const environment = environmentOf(api, pod, container);
        if (own.containers.has(name) || "problem" in environment) continue;
        const account = await identify(pod, own);
        const temporary = path.join(volumesOf(folder, uid), "tmp");
        await mkdir(temporary, { recursive: true, mode: 0o700 });
        const given = takesArguments ? listAt(container, "args") : [];
        const program = async () => ({
          ...options.agent,
          args: [...options.agent.args, ...given.map((arg) => expanded(String(arg), environment.variables))],
          environment: { ...basics(options, account), TMPDIR: temporary, ...environment.variables },
          folder: path.join(podFolder(folder, uid), name),
        });
        own.containers.set(name, keepRunning(program, clock, onChange));
      }
      return new Map([...own.containers].map(([name, container]) => [name, container.run()]));
    },
    end: async (uid, graceMs) => {
      const own = running.get(uid);
      if (own === undefined) return;
      clearTimeout(own.renewal);
      await Promise.all([...own.containers.values()].map((container) => container.end(graceMs)));
      clearTimeout(own.renewal);
      running.delete(uid);
      for (const each of [podFolder(folder, uid), volumesOf(folder, uid)])
        await rm(each, { recursive: true, force: true });
    },
    log: (pod, container, previous) =>
      readLog(path.join(podFolder(folder, pod.metadata.uid ?? ""), container), previous),
    stop: async () => {
      await Promise.all(
        [...running.values()].map(async (own) => {
          clearTimeout(own.renewal);
          await Promise.all([...own.containers.values()].map((container) => container.end(graceAtStopMs)));
          clearTimeout(own.renewal);
        }),
      );
      running.clear();
    },
  };
}

const graceAtStopMs = 5000;

/** What every container gets besides its own: where the API is, who it is, where programs are found. */
function basics({ cluster, searchPath }: AgentPodOptions, account: string): Record<string, string> {
  const colon = cluster.endpoint.lastIndexOf(":");
  return {
    PATH: searchPath,
    HOME: path.dirname(account),
    KUBERNETES_SERVICE_HOST: cluster.endpoint.slice(0, colon),
    KUBERNETES_SERVICE_PORT: cluster.endpoint.slice(colon + 1),
    GROUNDWORK_SERVICE_ACCOUNT_DIR: account,
  };
}

async function endLeftovers(folder: string): Promise<void> {
  const pods = await readdir(path.join(folder, "pods")).catch(() => []);
  for (const uid of pods) {
    const containers = await readdir(podFolder(folder, uid)).catch(() => []);
    for (const name of containers) await endLeftover(path.join(podFolder(folder, uid), name), graceAtStopMs);
    await rm(podFolder(folder, uid), { recursive: true, force: true });
  }
}

function podFolder(folder: string, uid: string): string {
  return path.join(folder, "pods", uid);
}

/**
 * Of the pod alone, as the volume that it mounts at /tmp: the machine's own is shared with other users. It lasts as long as the
 * pod does, when an earlier process left it running, too, since a program that starts again finds its identity there.
 */
function volumesOf(folder: string, uid: string): string {
  return path.join(folder, "volumes", uid);
}

/** How long a pod may take to end, in milliseconds. Pods that are told to end at once still get a moment. */
export function graceOf(pod: KubernetesObject): number {
  const seconds =
    numberAt(pod, "metadata", "deletionGracePeriodSeconds") ??
    numberAt(pod, "spec", "terminationGracePeriodSeconds") ??
    30;
  return Math.max(500, Math.min(seconds, 10) * 1000);
}

/** Why containers of a pod cannot be made: what their variables refer to is not there. */
export function misconfiguredOf(api: ClusterApi, pod: KubernetesObject): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const container of [...listAt(pod, "spec", "initContainers"), ...listAt(pod, "spec", "containers")]) {
    const environment = environmentOf(api, pod, container);
    if ("problem" in environment) found.set(textAt(container, "name") ?? "", environment.problem);
  }
  return found;
}
