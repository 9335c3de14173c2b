import { type JsonObject, listOf, objectOf } from "../../../../lib/index.ts";
import { crdTable, tableOf } from "../kinds/index.ts";
import { type ClusterState, definitionCleanup, deleteObject, timestamp } from "../rest/index.ts";
import { changeObject, placeOf } from "./own-writes.ts";
import type { Tasks } from "./tasks.ts";

/** Establishes new CustomResourceDefinitions, and deletes the objects of those that are being deleted. */
export function keepDefinitions(cluster: ClusterState, tasks: Tasks): void {
  const { store } = cluster;
  const check = (key: string): void =>
    tasks.add(`definition ${key}`, () => {
      const name = key.slice(key.indexOf("/") + 1);
      const definition = store.get(crdTable, "", name);
      if (definition === undefined) return;
      if (objectOf(definition.metadata).deletionTimestamp === undefined) establish(cluster, definition);
      else empty(cluster, definition);
    });

  const tablesOfGoing = new Map<string, string>();
  for (const [key] of store.list(crdTable)) check(key);
  store.subscribe(({ table, key, type, object }) => {
    if (table === crdTable) {
      if (type === "DELETED") tablesOfGoing.delete(contentsOf(object));
      else {
        if (objectOf(object.metadata).deletionTimestamp !== undefined) tablesOfGoing.set(contentsOf(object), key);
        check(key);
      }
      return;
    }
    const definition = type === "DELETED" ? tablesOfGoing.get(table) : undefined;
    if (definition !== undefined) check(definition);
  });
}

function establish(cluster: ClusterState, definition: JsonObject): void {
  const type = cluster.catalog.ofTable(crdTable);
  if (type === undefined) return;
  const place = placeOf(type, definition);
  const spec = objectOf(definition.spec);
  changeObject(cluster, place, "status", (object) => {
    const status = objectOf(object.status);
    const established = listOf(status.conditions).some((condition) => objectOf(condition).type === "Established");
    const now = timestamp(cluster.now());
    const conditions = [
      condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
      condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now),
    ];
    object.status = {
      ...status,
      acceptedNames: spec.names,
      conditions: established ? status.conditions : conditions,
      storedVersions: storedVersions(status, spec),
    };
  });
}

function condition(type: string, reason: string, message: string, now: string): JsonObject {
  return { type, status: "True", reason, message, lastTransitionTime: now };
}

function storedVersions(status: JsonObject, spec: JsonObject): readonly unknown[] {
  const stored = listOf(spec.versions)
    .map(objectOf)
    .find(({ storage }) => storage === true)?.name;
  return [...new Set([...listOf(status.storedVersions), stored])];
}

function empty(cluster: ClusterState, definition: JsonObject): void {
  const { store, catalog } = cluster;
  const table = contentsOf(definition);
  const type = catalog.ofTable(table);
  for (const [, object] of store.list(table)) {
    if (type !== undefined && objectOf(object.metadata).deletionTimestamp === undefined) {
      deleteObject(cluster, placeOf(type, object), { dryRun: false });
    }
  }
  const own = catalog.ofTable(crdTable);
  if (store.list(table).length > 0 || own === undefined) return;
  changeObject(cluster, placeOf(own, definition), "", (object) => {
    const metadata = objectOf(object.metadata);
    metadata.finalizers = listOf(metadata.finalizers).filter((one) => one !== definitionCleanup);
  });
}

/** The table of a definition's objects. */
function contentsOf(definition: JsonObject): string {
  const { group, names } = objectOf(definition.spec);
  return tableOf(String(group), String(objectOf(names).plural));
}
