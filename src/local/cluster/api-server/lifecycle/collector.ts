import { type JsonObject, listOf, objectOf, stringOf } from "../../../../lib/index.ts";
import { type ClusterState, collectorFinalizers, deleteObject } from "../rest/index.ts";
import type { StoreEvent } from "../store/index.ts";
import { changeObject, placeOf } from "./own-writes.ts";
import type { Tasks } from "./tasks.ts";

/** Where an object is stored. */
interface Stored {
  readonly table: string;
  readonly key: string;
}

/**
 * Collects garbage as a cluster's collector does: an object goes when its last owner went; foreground deletion waits for
 * dependents that block it; orphaning takes the owner out of them.
 */
export function collectGarbage(cluster: ClusterState, tasks: Tasks): void {
  const { store } = cluster;
  const places = new Map<string, Stored>();
  const dependents = new Map<string, Map<string, Stored>>();

  const read = ({ table, key }: Stored): JsonObject | undefined => {
    const [namespace = "", name = ""] = key.split("/");
    return store.get(table, namespace, name);
  };
  const dependentsOf = (uid: string): readonly Stored[] => [...(dependents.get(uid)?.values() ?? [])];
  const checkDependent = (at: Stored): void => tasks.add(`dependent ${at.table}/${at.key}`, () => collect(at));
  const checkOwner = (at: Stored): void => tasks.add(`owner ${at.table}/${at.key}`, () => release(at));

  const note = ({ table, key, type, object, previous }: StoreEvent): void => {
    const at: Stored = { table, key };
    const id = `${table}/${key}`;
    const uid = uidOf(object);
    const [before, after] = [ownerUids(previous), type === "DELETED" ? [] : ownerUids(object)];
    for (const owner of before) if (!after.includes(owner)) dependents.get(owner)?.delete(id);
    for (const owner of after) {
      let known = dependents.get(owner);
      if (known === undefined) dependents.set(owner, (known = new Map<string, Stored>()));
      known.set(id, at);
    }
    if (type === "DELETED") {
      places.delete(uid);
      for (const dependent of dependentsOf(uid)) checkDependent(dependent);
      dependents.delete(uid);
    } else {
      places.set(uid, at);
      if (type === "ADDED" || before.join() !== after.join()) if (after.length > 0) checkDependent(at);
      if (objectOf(object.metadata).deletionTimestamp !== undefined) checkOwner(at);
    }
    // An owner that waits for its dependents looks again when one of them changes or goes.
    for (const owner of before) {
      const waiting = places.get(owner);
      if (waiting !== undefined && isDeleting(read(waiting))) checkOwner(waiting);
    }
  };

  const collect = (at: Stored): void => {
    const object = read(at);
    const type = cluster.catalog.ofTable(at.table);
    if (object === undefined || type === undefined || isDeleting(object)) return;
    const owners = listOf(objectOf(object.metadata).ownerReferences).map(objectOf);
    // An owner is in the same namespace or in none: of another namespace it counts as gone.
    const absent = owners.filter(({ uid }) => !isReachable(places.get(String(uid)), at));
    const going = owners.filter(({ uid }) => waitsForDependents(places.get(String(uid)), read));
    const solid = owners.length - absent.length - going.length;
    if (absent.length + going.length === 0) return;
    if (solid > 0) {
      const gone = new Set([...absent, ...going].map(({ uid }) => uid));
      changeObject(cluster, placeOf(type, object), "", (copy) => dropOwners(copy, gone));
    } else {
      const foreground = going.length > 0 && dependents.has(uidOf(object));
      deleteObject(cluster, placeOf(type, object), {
        dryRun: false,
        ...(foreground ? { propagationPolicy: "Foreground" } : {}),
        preconditions: { uid: uidOf(object) },
      });
    }
  };

  const release = (at: Stored): void => {
    const owner = read(at);
    const type = cluster.catalog.ofTable(at.table);
    if (owner === undefined || type === undefined || !isDeleting(owner)) return;
    const uid = uidOf(owner);
    const finalizers = listOf(objectOf(owner.metadata).finalizers);
    if (finalizers.includes(collectorFinalizers.orphan)) {
      for (const dependent of dependentsOf(uid)) {
        const object = read(dependent);
        const kind = cluster.catalog.ofTable(dependent.table);
        if (object !== undefined && kind !== undefined) {
          changeObject(cluster, placeOf(kind, object), "", (copy) => dropOwners(copy, new Set([uid])));
        }
      }
      changeObject(cluster, placeOf(type, owner), "", (copy) => dropFinalizer(copy, collectorFinalizers.orphan));
    } else if (finalizers.includes(collectorFinalizers.foreground)) {
      for (const dependent of dependentsOf(uid)) collect(dependent);
      const blocking = dependentsOf(uid).some((dependent) =>
        listOf(objectOf(read(dependent)?.metadata).ownerReferences)
          .map(objectOf)
          .some((one) => one.uid === uid && one.blockOwnerDeletion === true),
      );
      if (!blocking)
        changeObject(cluster, placeOf(type, owner), "", (copy) => dropFinalizer(copy, collectorFinalizers.foreground));
    }
  };

  for (const table of store.tables()) {
    for (const [key, object] of store.list(table)) {
      note({ revision: 0, table, key, type: "ADDED", object, previous: undefined });
    }
  }
  store.subscribe(note);
}

function waitsForDependents(at: Stored | undefined, read: (at: Stored) => JsonObject | undefined): boolean {
  const owner = at && read(at);
  return isDeleting(owner) && listOf(objectOf(owner?.metadata).finalizers).includes(collectorFinalizers.foreground);
}

function isReachable(owner: Stored | undefined, dependent: Stored): boolean {
  const homeOf = ({ key }: Stored) => key.slice(0, key.indexOf("/"));
  return owner !== undefined && (homeOf(owner) === "" || homeOf(owner) === homeOf(dependent));
}

function isDeleting(object: JsonObject | undefined): boolean {
  return objectOf(object?.metadata).deletionTimestamp !== undefined;
}

function uidOf(object: JsonObject): string {
  return stringOf(objectOf(object.metadata).uid) ?? "";
}

function ownerUids(object: JsonObject | undefined): readonly string[] {
  return listOf(objectOf(object?.metadata).ownerReferences).map((owner) => String(objectOf(owner).uid));
}

function dropOwners(object: JsonObject, uids: ReadonlySet<unknown>): void {
  const metadata = objectOf(object.metadata);
  const left = listOf(metadata.ownerReferences).filter((owner) => !uids.has(objectOf(owner).uid));
  if (left.length > 0) metadata.ownerReferences = left;
  else delete metadata.ownerReferences;
}

function dropFinalizer(object: JsonObject, finalizer: string): void {
  const metadata = objectOf(object.metadata);
  metadata.finalizers = listOf(metadata.finalizers).filter((one) => one !== finalizer);
}
