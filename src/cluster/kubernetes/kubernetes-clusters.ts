import type { KubeConfig } from "@kubernetes/client-node";
import type { z } from "zod";
import { messageOf } from "../../lib/index.ts";
import type { ClusterAccess, Clusters } from "../cluster.ts";
import { ClusterUnreachable, NoSyncAgent, UnusableKubeconfig } from "../errors.ts";
import { gitRepository, kustomization, reconcileRequest, syncStatusOf } from "./flux-status.ts";

export interface KubernetesClustersOptions {
  /** After this long a cluster counts as not answering. Default: 10 s. */
  readonly timeoutMilliseconds?: number;
}

/** Flux's API, read and annotated through the Kubernetes API server of each cluster. */
export function kubernetesClusters({ timeoutMilliseconds = 10_000 }: KubernetesClustersOptions = {}): Clusters {
  const connections = new Map<string, Promise<Connection>>();
  const connect = (access: ClusterAccess): Promise<Connection> => {
    const known = connections.get(access.kubeconfig);
    if (known) return known;
    const connection = connectTo(access, timeoutMilliseconds);
    connections.set(access.kubeconfig, connection);
    return connection;
  };
  return {
    async syncStatus(access) {
      const connection = await connect(access);
      const [applied, source] = await Promise.all([
        connection.read(kustomizations, kustomization),
        connection.read(sources, gitRepository),
      ]);
      if (!applied) throw new NoSyncAgent({ cluster: access.name });
      return syncStatusOf(applied, source);
    },
    async requestSync(access, at) {
      const connection = await connect(access);
      const annotations = { [reconcileRequest]: at.toISOString() };
      const found = await Promise.all([sources, kustomizations].map((kind) => connection.annotate(kind, annotations)));
      if (found.includes(false)) throw new NoSyncAgent({ cluster: access.name });
    },
  };
}

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

const sources: Kind = { group: "source.toolkit.fluxcd.io", version: "v1", plural: "gitrepositories" };
const kustomizations: Kind = { group: "kustomize.toolkit.fluxcd.io", version: "v1", plural: "kustomizations" };

/** The environment's own two objects in one cluster. */
interface Connection {
  /** `undefined` when it is not there. */
  read<Schema extends z.ZodType>(kind: Kind, schema: Schema): Promise<z.output<Schema> | undefined>;
  /** False when it is not there. */
  annotate(kind: Kind, annotations: Readonly<Record<string, string>>): Promise<boolean>;
}

async function connectTo(access: ClusterAccess, timeout: number): Promise<Connection> {
  const { KubeConfig, CustomObjectsApi, PatchStrategy, setHeaderOptions } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  load(config, access);
  const api = config.makeApiClient(CustomObjectsApi);
  const server = config.getCurrentCluster()?.server ?? "";
  const call = (operation: Promise<unknown>) => answered(operation, access, server, timeout);
  const mergePatch = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
  return {
    async read(kind, schema) {
      const object = await call(api.getNamespacedCustomObject({ ...kind, ...access.sync }));
      if (object === undefined) return undefined;
      const parsed = schema.safeParse(object);
      if (parsed.success) return parsed.data;
      const problem = `its ${kind.plural} ${access.sync.name} is not as Flux defines it`;
      throw new ClusterUnreachable({ cluster: access.name, endpoint: server, problem }, { cause: parsed.error });
    },
    async annotate(kind, annotations) {
      const body = { metadata: { annotations } };
      return (await call(api.patchNamespacedCustomObject({ ...kind, ...access.sync, body }, mergePatch))) !== undefined;
    },
  };
}

function load(config: KubeConfig, { name, kubeconfig }: ClusterAccess): void {
  try {
    config.loadFromString(kubeconfig);
  } catch (thrown) {
    throw new UnusableKubeconfig({ cluster: name, problem: messageOf(thrown) }, { cause: thrown });
  }
  if (!config.getCurrentCluster())
    throw new UnusableKubeconfig({ cluster: name, problem: "its current context names no cluster" });
}

/** What the API server answers, in time; `undefined` for "not found". */
async function answered(
  operation: Promise<unknown>,
  { name }: ClusterAccess,
  endpoint: string,
  timeout: number,
): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${timeout / 1000} s`)), timeout);
  });
  try {
    return await Promise.race([operation, late]);
  } catch (thrown) {
    const { code, body } = thrown as { code?: unknown; body?: unknown };
    if (code === 404) return undefined;
    const problem = typeof code === "number" ? `${code} ${wordsIn(body)}` : causeOf(thrown);
    throw new ClusterUnreachable({ cluster: name, endpoint, problem }, { cause: thrown });
  } finally {
    clearTimeout(timer);
  }
}

/** The message of Kubernetes' Status object; the body of anything else could hold whatever a proxy says. */
function wordsIn(body: unknown): string {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : "";
  } catch {
    return text.slice(0, 200);
  }
}

/** The system's word for it, such as ECONNREFUSED, stands in the innermost cause. */
function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause === undefined ? messageOf(thrown) : causeOf(cause);
}
