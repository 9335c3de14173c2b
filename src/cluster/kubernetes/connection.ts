import { CustomObjectsApi, KubeConfig, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import type * as z from "zod";
import { messageOf } from "../../lib/index.ts";
import type { ClusterAccess } from "../cluster.ts";
import { ClusterUnreachable, UnusableKubeconfig } from "../errors.ts";

/** A kind of Flux's API. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** The environment's own two objects in one cluster. */
export interface Connection {
  /** `undefined` when it is not there. */
  read<Schema extends z.ZodType>(kind: Kind, schema: Schema): Promise<z.output<Schema> | undefined>;
  /** False when it is not there. */
  annotate(kind: Kind, annotations: Readonly<Record<string, string>>): Promise<boolean>;
}

/** @throws {UnusableKubeconfig} */
export function connectTo(access: ClusterAccess, timeout: number): Connection {
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

/** The message of Kubernetes' Status object. Any other body may come from a proxy, so it is not shown. */
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
