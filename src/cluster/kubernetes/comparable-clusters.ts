import { groupVersion, isRejected, RestApi, RestClient } from "../../kubernetes/client/index.ts";
import { exactJson } from "../../kubernetes/exact-json/index.ts";
import {
  type AmbientKubeconfig,
  activeCluster,
  ambientKubeconfig,
  type CredentialPlugins,
  connectionOf,
  givenKubeconfig,
} from "../../kubernetes/kubeconfig/index.ts";
import { isObject, keptPromise, keptPromises, objectAt, textAt } from "../../lib/index.ts";
import type { ComparableCluster, ComparableClusters } from "../comparable-cluster.ts";

export interface ComparableClustersOptions {
  /** Runs the credential plugins that kubeconfigs name. */
  readonly plugins: CredentialPlugins;
  /** Where the cluster is looked for when no kubeconfig is given. */
  readonly ambient: AmbientKubeconfig;
}

/** Clusters over their Kubernetes API. Every write is a dry run. */
export function comparableClusters({ plugins, ambient }: ComparableClustersOptions): ComparableClusters {
  return {
    async open({ kubeconfig, context }) {
      const given = kubeconfig === undefined ? ambientKubeconfig(ambient) : givenKubeconfig(kubeconfig);
      const connection = await connectionOf(activeCluster(await given, { context }), plugins);
      return clusterOver(new RestClient(connection, { parse: exactJson }), connection.namespace);
    },
  };
}

function clusterOver(client: RestClient, namespace: string): ComparableCluster {
  const api = new RestApi(client, { fieldManager: "groundwork" });
  const index = keptPromise(() => client.request({ method: "GET", path: "/openapi/v3" }).catch(unlessMissing));
  const schemas = keptPromises<object | undefined>();
  return {
    server: client.server,
    namespace,
    resourceOf: (apiVersion, kind) => api.resourceOf(apiVersion, kind),
    get: (at) => api.get(at),
    list: async (resource, within) =>
      (await api.list(resource, within === undefined ? {} : { namespace: within })).items,
    applied: async (at, body, fieldManager) => (await api.apply(at, body, { fieldManager, dryRun: true })).object,
    replaced: (at, object) => api.replace(at, object, { dryRun: true }),
    schemasOf: (apiVersion) => schemas(apiVersion, async () => await readSchemas(client, await index(), apiVersion)),
  };
}

/** The index names each document with a hash of its content in the address. */
async function readSchemas(client: RestClient, index: unknown, apiVersion: string): Promise<object | undefined> {
  const { group, version } = groupVersion(apiVersion);
  const name = group === "" ? `api/${version}` : `apis/${group}/${version}`;
  const address = textAt(objectAt(index, "paths"), name, "serverRelativeURL");
  if (address === undefined) return undefined;
  const { pathname, searchParams } = new URL(address, "http://server");
  const document = await client
    .request({ method: "GET", path: pathname, query: Object.fromEntries(searchParams) })
    .catch(unlessMissing);
  return isObject(document) ? document : undefined;
}

function unlessMissing(thrown: unknown): undefined {
  if (isRejected(thrown, 404)) return undefined;
  throw thrown;
}
