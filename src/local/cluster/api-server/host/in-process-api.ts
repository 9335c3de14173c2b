import { copyJson, type JsonObject, objectOf } from "../../../../lib/index.ts";
import type { ClusterApi, KubernetesObject, ObjectChange, ResourceId } from "../cluster-api.ts";
import type { ResourceType } from "../kinds/index.ts";
import { ownOptions, placeOf } from "../lifecycle/index.ts";
import { ApiProblem, noSuchPath } from "../problem/index.ts";
import {
  type ClusterState,
  createObject,
  deleteObject,
  existing,
  type Place,
  readObject,
  replaceObject,
  stored,
} from "../rest/index.ts";

/** Requests from inside the process: the same rules as over HTTPS, without authentication and encoding. */
export function inProcessApi(cluster: ClusterState): ClusterApi {
  const typeOf = ({ group, version, resource }: ResourceId): ResourceType => {
    const type = cluster.catalog.find(group, version, resource);
    if (type === undefined) throw noSuchPath();
    return type;
  };
  const place = (resource: ResourceId, name: string, namespace?: string): Place => ({
    type: typeOf(resource),
    namespace: namespace ?? "",
    name,
  });
  const change = (at: Place, subresource: string, make: (object: JsonObject) => JsonObject): void => {
    const sent = make(copyJson(existing(cluster, at)));
    const read = readObject(at.type, sent, ownOptions);
    replaceObject(cluster, at, read, ownOptions, { subresource });
  };
  return {
    get: (resource, name, namespace) =>
      stored(cluster, place(resource, name, namespace)) as KubernetesObject | undefined,
    list: (resource, namespace) => {
      const type = typeOf(resource);
      return cluster.store.list(type.table, namespace).map(([, object]) => type.fromStored(object) as KubernetesObject);
    },
    // The store answers at once, so that no conflict can come between reading and writing.
    create: (object) =>
      settled(() => {
        const type = cluster.catalog.ofKind(object.apiVersion, object.kind);
        if (type === undefined) throw noSuchPath();
        const read = readObject(type, object, ownOptions);
        return createObject(cluster, placeOf(type, object), read, ownOptions) as KubernetesObject;
      }),
    update: (resource, name, namespace, make) =>
      settled(() => change(place(resource, name, namespace), "", (object) => make(object as KubernetesObject))),
    updateStatus: (resource, name, namespace, make) =>
      settled(() =>
        change(place(resource, name, namespace), "status", (object) => ({
          ...object,
          status: make(objectOf(object.status)),
        })),
      ),
    delete: (resource, name, namespace) =>
      settled(() => {
        try {
          // Controllers delete a Pod after its processes have ended, so there is nothing left for a grace period.
          deleteObject(cluster, place(resource, name, namespace), { dryRun: false, gracePeriodSeconds: 0 });
        } catch (thrown) {
          if (!(thrown instanceof ApiProblem && thrown.status === 404)) throw thrown;
        }
      }),
    watch: (resource, listener) => watch(cluster, typeOf(resource), listener),
  };
}

function watch({ store }: ClusterState, type: ResourceType, listener: (change: ObjectChange) => void): () => void {
  for (const [, object] of store.list(type.table)) {
    listener({ type: "ADDED", object: type.fromStored(object) as KubernetesObject });
  }
  return store.subscribe((event) => {
    if (event.table === type.table)
      listener({ type: event.type, object: type.fromStored(event.object) as KubernetesObject });
  });
}

function settled<T>(act: () => T): Promise<T> {
  return new Promise((resolve) => resolve(act()));
}
