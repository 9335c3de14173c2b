import { copyJson, type JsonObject, objectOf, stringOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import {
  type ClusterState,
  createObject,
  type Place,
  readObject,
  replaceObject,
  type WriteOptions,
} from "../rest/index.ts";

/** How the server itself writes: past nothing that a client's write goes through. */
export const ownOptions: WriteOptions = {
  dryRun: false,
  manager: "kube-controller-manager",
  validation: "Ignore",
  force: false,
  warn: () => {},
};

export function placeOf(type: ResourceType, object: JsonObject): Place {
  const { namespace, name } = objectOf(object.metadata);
  return { type, namespace: stringOf(namespace) ?? "", name: stringOf(name) ?? "" };
}

/** Creates an object of a served kind, unless one of its name is there. */
export function ensureObject(cluster: ClusterState, object: JsonObject): void {
  const type = cluster.catalog.ofKind(String(object.apiVersion), String(object.kind));
  if (type === undefined) return;
  const place = placeOf(type, object);
  if (cluster.store.get(type.table, place.namespace, place.name) !== undefined) return;
  createObject(cluster, place, readObject(type, object, ownOptions), ownOptions);
}

/** Stores what `change` makes of a copy of the object as it is now. Nothing happens when it is gone. */
export function changeObject(
  cluster: ClusterState,
  place: Place,
  subresource: string,
  change: (object: JsonObject) => void,
): void {
  const live = cluster.store.get(place.type.table, place.namespace, place.name);
  if (live === undefined) return;
  const object = copyJson(place.type.fromStored(live));
  change(object);
  replaceObject(cluster, place, object, ownOptions, { subresource });
}
