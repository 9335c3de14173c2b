import type * as z from "zod";
import {
  ApiRejected,
  ApiUnavailable,
  isRejected,
  type KubernetesApi,
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
import { ClusterForbids, ClusterUnreachable, UnusableKubeconfig } from "../errors.ts";

/** The environment's own two objects in one cluster. */
export interface SyncObjects {
  /** `undefined` when it is not there. */
  read<Schema extends z.ZodType>(resource: Resource, schema: Schema): Promise<z.output<Schema> | undefined>;
  /** Merge patch. False when it is not there. */
  patch(resource: Resource, patch: object): Promise<boolean>;
  /** Asks anything else of the cluster's API, within the time in which it has to answer. */
  ask<Answer>(question: (api: KubernetesApi, signal: AbortSignal) => Promise<Answer>): Promise<Answer>;
  /** The lines of a log, for as long as it takes. */
  lines(
    path: string,
    parameters: Readonly<Record<string, string | number>>,
    signal: AbortSignal,
  ): AsyncIterable<string>;
}

export interface SyncObjectsOptions {
  readonly timeoutMilliseconds: number;
  readonly plugins: CredentialPlugins;
}

/** @throws {UnusableKubeconfig} */
export async function syncObjectsOf(access: ClusterAccess, options: SyncObjectsOptions): Promise<SyncObjects> {
  const client = await clientOf(access, options.plugins);
  const api = new RestApi(client, { fieldManager: "groundwork" });
  const where = { cluster: access.name, endpoint: client.server };
  const unreachable = (problem: string, cause: unknown) => new ClusterUnreachable({ ...where, problem }, { cause });
  const failure = (thrown: unknown) =>
    isRejected(thrown, 401, 403)
      ? new ClusterForbids({ ...where, problem: thrown.message }, { cause: thrown })
      : unreachable(problemOf(thrown), thrown);

  async function answered<Answer>(ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const late = AbortSignal.timeout(options.timeoutMilliseconds);
    try {
      return await ask(late);
    } catch (thrown) {
      throw late.aborted
        ? unreachable(`no answer in ${options.timeoutMilliseconds / 1000} s`, thrown)
        : failure(thrown);
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
    async patch(resource, patch) {
      return (await answered((signal) => unlessMissing(api.mergePatch(at(resource), patch, { signal })))) !== undefined;
    },
    ask: (question) => answered((signal) => question(api, signal)),
    async *lines(path, parameters, signal) {
      try {
        yield* client.lines(path, parameters, signal);
      } catch (thrown) {
        if (!signal.aborted) throw failure(thrown);
      }
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
