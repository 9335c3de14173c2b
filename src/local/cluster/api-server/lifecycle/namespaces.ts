import { type JsonObject, objectOf, stringOf } from "../../../../lib/index.ts";
import { type ClusterState, deleteObject, removeObject, timestamp } from "../rest/index.ts";
import { changeObject, ensureObject, placeOf } from "./own-writes.ts";
import { RemainingContent } from "./remaining-content.ts";
import type { Tasks } from "./tasks.ts";

/** Furnishes new namespaces, and empties those that are being deleted before they go. */
export function keepNamespaces(cluster: ClusterState, caCertificate: string, tasks: Tasks): void {
  const { store } = cluster;
  const check = (name: string): void =>
    tasks.add(`namespace ${name}`, () => {
      const namespace = store.get("namespaces", "", name);
      if (namespace === undefined) return;
      if (objectOf(namespace.metadata).deletionTimestamp === undefined) furnish(cluster, name, caCertificate);
      else empty(cluster, namespace, name);
    });

  for (const [, namespace] of store.list("namespaces")) check(nameOf(namespace));
  store.subscribe(({ table, type, object }) => {
    if (table === "namespaces") {
      if (type !== "DELETED") check(nameOf(object));
    } else if (type === "DELETED") {
      const home = stringOf(objectOf(object.metadata).namespace);
      // The last object of a namespace that is going lets it go; a deleted default account comes back.
      if (home !== undefined && (isGoing(cluster, home) || table === "serviceaccounts" || table === "configmaps"))
        check(home);
    }
  });
}

function furnish(cluster: ClusterState, namespace: string, caCertificate: string): void {
  ensureObject(cluster, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } });
  ensureObject(cluster, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "kube-root-ca.crt", namespace },
    data: { "ca.crt": caCertificate },
  });
}

function empty(cluster: ClusterState, namespace: JsonObject, name: string): void {
  const { store, catalog } = cluster;
  const left = new RemainingContent();
  for (const table of store.tables()) {
    const type = catalog.ofTable(table);
    if (type?.namespaced !== true) continue;
    for (const [, object] of store.list(table, name)) {
      const { deletionTimestamp } = objectOf(object.metadata);
      const gone =
        deletionTimestamp === undefined && deleteObject(cluster, placeOf(type, object), { dryRun: false }).gone;
      if (!gone) left.add(type, object);
    }
  }
  const type = catalog.ofTable("namespaces");
  if (type === undefined || store.get("namespaces", "", name) === undefined) return;
  if (left.isNone) removeObject(cluster, type, namespace);
  else {
    const place = placeOf(type, namespace);
    changeObject(cluster, place, "status", (copy) => {
      copy.status = { ...objectOf(copy.status), conditions: left.conditions(copy, timestamp(cluster.now())) };
    });
  }
}

function isGoing({ store }: ClusterState, name: string): boolean {
  return objectOf(store.get("namespaces", "", name)?.metadata).deletionTimestamp !== undefined;
}

function nameOf(object: JsonObject): string {
  return String(objectOf(object.metadata).name);
}
