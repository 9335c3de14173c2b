import type * as z from "zod";
import {
  ApiRejected,
  ApiUnavailable,
  isRejected,
  type KubernetesObject,
  type ObjectAddress,
  type Resource,
  RestApi,
  RestClient,
} from "../../kubernetes/client/index.ts";
import {
  activeCluster,
  type CredentialPlugins,
  connectionOf,
  givenKubeconfig,
  KubeconfigUnusable,
} from "../../kubernetes/kubeconfig/index.ts";
import { messageOf } from "../../lib/index.ts";
import type { ClusterAccess } from "../cluster.ts";
import { ClusterUnreachable, UnusableKubeconfig } from "../errors.ts";

/** The environment's own two objects in one cluster. */
export interface SyncObjects {
  /** `undefined` when it is not there. */
  read<Schema extends z.ZodType>(resource: Resource, schema: Schema): Promise<z.output<Schema> | undefined>;
  /** False when it is not there. */
  annotate(resource: Resource, annotations: Readonly<Record<string, string>>): Promise<boolean>;
}

export interface SyncObjectsOptions {
  readonly timeoutMilliseconds: number;
  readonly plugins: CredentialPlugins;
}

/** @throws {UnusableKubeconfig} */
export async function syncObjectsOf(access: ClusterAccess, options: SyncObjectsOptions): Promise<SyncObjects> {
  const client = await clientOf(access, options.plugins);
  const api = new RestApi(client, { fieldManager: "groundwork" });
  const unreachable = (problem: string, cause: unknown) =>
    new ClusterUnreachable({ cluster: access.name, endpoint: client.server, problem }, { cause });

  async function answered<Answer>(ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const late = AbortSignal.timeout(options.timeoutMilliseconds);
    try {
      return await ask(late);
    } catch (thrown) {
      throw unreachable(
        late.aborted ? `no answer in ${options.timeoutMilliseconds / 1000} s` : problemOf(thrown),
        thrown,
      );
    }
  }

  const at = (resource: Resource): ObjectAddress => ({ resource, ...access.sync });
  return {
    async read(resource, schema) {
      const object = await answered((signal) => api.get(at(resource), { signal }));
      if (object === undefined) return undefined;
      const parsed = schema.safeParse(object);
      if (parsed.success) return parsed.data;
      throw unreachable(`its ${resource.plural} ${access.sync.name} is not as Flux defines it`, parsed.error);
    },
    async annotate(resource, annotations) {
      const patch = { metadata: { annotations } };
      return (await answered((signal) => unlessMissing(api.mergePatch(at(resource), patch, { signal })))) !== undefined;
    },
  };
}

async function clientOf({ name, kubeconfig }: ClusterAccess, plugins: CredentialPlugins): Promise<RestClient> {
  try {
    const connection = await connectionOf(activeCluster(await givenKubeconfig(kubeconfig)), plugins);
    // A cluster that is away is asked again by the flow that waits for it; every other one says so at once.
    return new RestClient(connection, { retryDelays: [] });
  } catch (thrown) {
    if (!(thrown instanceof KubeconfigUnusable)) throw thrown;
    throw new UnusableKubeconfig({ cluster: name, problem: thrown.data.why }, { cause: thrown });
  }
}

async function unlessMissing(patched: Promise<KubernetesObject>): Promise<KubernetesObject | undefined> {
  try {
    return await patched;
  } catch (thrown) {
    if (isRejected(thrown, 404)) return undefined;
    throw thrown;
  }
}

function problemOf(thrown: unknown): string {
  if (thrown instanceof ApiRejected) return `${thrown.data.status} ${thrown.message}`;
  return thrown instanceof ApiUnavailable ? thrown.data.reason : messageOf(thrown);
}
