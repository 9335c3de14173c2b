import { at, type JsonObject, listAt, textAt } from "../../lib/index.ts";
import { ApiRefusal, type ClusterClient } from "../cluster-client/index.ts";
import { KindMissing } from "./errors.ts";
import { apiVersionOf, type GroupVersionKind } from "./resource-type.ts";

/** Where the objects of one kind are. */
export interface KindLocation {
  readonly namespaced: boolean;
  /** Path of the collection, or of one object in it. The namespace is left out for cluster-wide kinds. */
  path(namespace: string | undefined, name?: string): string;
}

/** An API server as the objects in it. */
export interface Cluster {
  readonly client: ClusterClient;
  /** Where a kind is; `undefined` when the server has no such kind now. Found kinds are remembered. */
  locate(kind: GroupVersionKind): Promise<KindLocation | undefined>;
  /** @throws {KindMissing} */
  mustLocate(kind: GroupVersionKind): Promise<KindLocation>;
  /** `undefined` when there is no such object. */
  get(location: KindLocation, namespace: string | undefined, name: string): Promise<JsonObject | undefined>;
}

export function clusterOf(client: ClusterClient): Cluster {
  const known = new Map<string, Promise<ReadonlyMap<string, KindLocation>>>();

  async function discover(kind: GroupVersionKind): Promise<ReadonlyMap<string, KindLocation>> {
    const apiVersion = apiVersionOf(kind);
    const root = kind.group === "" ? `/api/${kind.version}` : `/apis/${apiVersion}`;
    const list = await client.request({ method: "GET", path: root }).catch((thrown: unknown) => {
      if (thrown instanceof ApiRefusal && thrown.data.status.code === 404) return { resources: [] };
      throw thrown;
    });
    return new Map(
      listAt(list, "resources")
        .filter((entry) => !(textAt(entry, "name") ?? "/").includes("/"))
        .map((entry) => [textAt(entry, "kind") ?? "", location(root, textAt(entry, "name") ?? "", entry)]),
    );
  }

  async function locate(kind: GroupVersionKind): Promise<KindLocation | undefined> {
    const apiVersion = apiVersionOf(kind);
    const remembered = await known.get(apiVersion)?.catch(() => undefined);
    const found = remembered?.get(kind.kind);
    if (found !== undefined) return found;
    // A kind that was missing may have come since, with a CRD.
    const asked = discover(kind);
    known.set(apiVersion, asked);
    return (await asked).get(kind.kind);
  }

  return {
    client,
    locate,
    mustLocate: async (kind) => {
      const found = await locate(kind);
      if (found === undefined) {
        throw new KindMissing({ server: client.server, apiVersion: apiVersionOf(kind), kind: kind.kind });
      }
      return found;
    },
    get: async (where, namespace, name) => {
      try {
        return (await client.request({ method: "GET", path: where.path(namespace, name) })) as JsonObject;
      } catch (thrown) {
        if (thrown instanceof ApiRefusal && thrown.is("NotFound")) return undefined;
        throw thrown;
      }
    },
  };
}

function location(root: string, resource: string, entry: unknown): KindLocation {
  const namespaced = at(entry, "namespaced") === true;
  return {
    namespaced,
    path: (namespace, name) =>
      [
        root,
        ...(namespaced && namespace !== undefined ? ["namespaces", encodeURIComponent(namespace)] : []),
        resource,
        ...(name === undefined ? [] : [encodeURIComponent(name)]),
      ].join("/"),
  };
}
