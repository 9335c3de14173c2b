import type { JsonObject } from "../../lib/index.ts";
import { type KubernetesApi, type Resource, RestApi, type RestClient, UnknownKind } from "../client/index.ts";
import { KindMissing } from "./errors.ts";
import { apiVersionOf, type GroupVersionKind } from "./resource-type.ts";

/** An API server as the objects in it. */
export interface Cluster {
  readonly client: RestClient;
  readonly api: KubernetesApi;
  /** How a kind is served; `undefined` when the server has no such kind now. Found kinds are remembered. */
  locate(kind: GroupVersionKind): Promise<Resource | undefined>;
  /** @throws {KindMissing} */
  mustLocate(kind: GroupVersionKind): Promise<Resource>;
  /** `undefined` when there is no such object. */
  get(resource: Resource, namespace: string | undefined, name: string): Promise<JsonObject | undefined>;
}

export function clusterOf(client: RestClient): Cluster {
  // Every write names the field manager of its own resource.
  const api = new RestApi(client, { fieldManager: "pulumi-kubernetes" });

  async function locate(kind: GroupVersionKind): Promise<Resource | undefined> {
    try {
      return await api.resourceOf(apiVersionOf(kind), kind.kind);
    } catch (thrown) {
      if (thrown instanceof UnknownKind) return undefined;
      throw thrown;
    }
  }

  return {
    client,
    api,
    locate,
    mustLocate: async (kind) => {
      const found = await locate(kind);
      if (found === undefined) {
        throw new KindMissing({ server: client.server, apiVersion: apiVersionOf(kind), kind: kind.kind });
      }
      return found;
    },
    get: (resource, namespace, name) => api.get(addressOf(resource, namespace, name)),
  };
}

export const addressOf = (resource: Resource, namespace: string | undefined, name: string) => ({
  resource,
  name,
  ...(namespace !== undefined && { namespace }),
});
