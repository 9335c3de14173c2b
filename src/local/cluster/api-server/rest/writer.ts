import { randomInt, randomUUID } from "node:crypto";
import {
  copyJson,
  type JsonObject,
  listOf,
  objectOf,
  sameJson,
  setMember,
  stringOf,
  textOf,
  without,
} from "../../../../lib/index.ts";
import {
  allocationFaults,
  defaultObject,
  dropGatedFields,
  firstGeneration,
  firstStatus,
  nextGeneration,
  prepareNew,
  prepareReplacement,
  warningsFor,
} from "../admission/index.ts";
import {
  disownsEverything,
  type Manager,
  managedFieldsOf,
  type Ownership,
  ownershipAfterUpdate,
  ownersOf,
} from "../apply/index.ts";
import type { Catalog, ResourceType } from "../kinds/index.ts";
import {
  ApiProblem,
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  invalid,
  notFound,
  type StatusCause,
} from "../problem/index.ts";
import { type TypeNode, zeroObject } from "../schema/index.ts";
import type { ObjectStore } from "../store/index.ts";
import { immutable, validateNew, validateReplacement } from "../validation/index.ts";
import type { WriteOptions } from "./options.ts";

/** What a cluster's requests work on. */
export interface ClusterState {
  readonly store: ObjectStore;
  readonly catalog: Catalog;
  now(): Date;
}

/** Where an object is, or is to be. */
export interface Place {
  readonly type: ResourceType;
  /** Empty for cluster-scoped resources. */
  readonly namespace: string;
  readonly name: string;
}

/** Time as the API writes it. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** The stored object in the version that was asked for. */
export function stored({ store }: ClusterState, { type, namespace, name }: Place): JsonObject | undefined {
  const object = store.get(type.table, namespace, name);
  return object && type.fromStored(object);
}

/** @throws {ApiProblem} 404 */
export function existing(cluster: ClusterState, place: Place): JsonObject {
  const object = stored(cluster, place);
  if (object === undefined) throw notFound(place.type, place.name);
  return object;
}

/**
 * Stores a new object: named, defaulted, owned, validated.
 *
 * @param sent typed by `readObject`; not changed
 * @param owners who owns its fields already, after an apply; otherwise all that it states is the writer's
 * @throws {ApiProblem} when it exists, its namespace does not, or it is invalid
 */
export function createObject(
  cluster: ClusterState,
  { type, namespace }: Omit<Place, "name">,
  sent: JsonObject,
  options: WriteOptions,
  owners?: readonly Ownership[],
): JsonObject {
  const now = timestamp(cluster.now());
  const metadata = without(objectOf(sent.metadata), "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink");
  metadata.name = nameFor(metadata);
  const name = metadata.name as string;
  if (stringOf(metadata.resourceVersion) !== undefined && metadata.resourceVersion !== "") {
    throw new ApiProblem({ status: 500, reason: "" }, "resourceVersion should not be set on objects to be created");
  }
  if (type.namespaced) {
    metadata.namespace = namespaceFor(type, namespace, metadata, name);
    requireNamespace(cluster, type, namespace, name);
  } else delete metadata.namespace;
  let object: JsonObject = { ...copyJson(sent), metadata };
  defaultObject(type, object);
  options.confirm?.({ type, namespace, name }, object, undefined);
  const owned = owners ?? ownersOfNew(type, object, options.manager, now);

  dropGatedFields(type, object);
  const generation = firstGeneration(type);
  object = firstStatus(type, object);
  object.metadata = {
    ...without(objectOf(object.metadata), "managedFields"),
    uid: randomUUID(),
    creationTimestamp: now,
    ...(generation === undefined ? {} : { generation }),
    ...(owned.length === 0 ? {} : { managedFields: managedFieldsOf(owned) }),
  };
  prepareNew(type, object, cluster.store);
  refuse(type, name, validateNew(type, object));
  refuse(type, name, allocationFaults({ type, object, dryRun: options.dryRun }, cluster.store));
  for (const warning of warningsFor(type, object)) options.warn(warning);
  if (cluster.store.get(type.table, stringOf(metadata.namespace) ?? "", name) !== undefined)
    throw alreadyExists(type, name);
  // What is read from the store is filled in, and so is the status that a new object does not have.
  if (type.custom !== undefined) defaultObject(type, object);
  return options.dryRun ? object : type.fromStored(cluster.store.put(type.table, type.toStored(object)));
}

/**
 * Stores another version of an object, or of its status alone. What did not change is not written, and keeps its version.
 *
 * @param sent typed by `readObject`, the whole object; not changed
 * @throws {ApiProblem} when the object changed meanwhile, or the new one is invalid
 */
export function replaceObject(
  cluster: ClusterState,
  place: Place,
  sent: JsonObject,
  options: WriteOptions,
  how: { readonly subresource: string; readonly owners?: readonly Ownership[] },
): JsonObject {
  const { type, name } = place;
  const before = existing(cluster, place);
  requireSame(place, objectOf(sent.metadata), objectOf(before.metadata));
  requireFixed(place, objectOf(sent.metadata), objectOf(before.metadata), "deletionTimestamp");
  let after = merged(type, before, copyJson(sent), how.subresource);
  defaultObject(type, after);
  options.confirm?.(place, after, before);
  const by: Manager = {
    name: options.manager,
    operation: "Update",
    apiVersion: type.apiVersion,
    subresource: how.subresource,
  };
  const owners = how.owners ?? ownersAfter(type, before, after, sent, by, timestamp(cluster.now()));
  dropGatedFields(type, after);
  const generation = nextGeneration(type, before, after);
  after = {
    ...after,
    metadata: {
      ...without(objectOf(after.metadata), "managedFields", "generation"),
      ...(generation === undefined ? {} : { generation }),
      ...(owners.length === 0 ? {} : { managedFields: managedFieldsOf(owners) }),
    },
  };
  if (how.subresource === "") prepareReplacement(type, after, before, cluster.store);
  refuse(type, name, validateReplacement(type, after, before));
  refuse(type, name, allocationFaults({ type, object: after, before, dryRun: options.dryRun }, cluster.store));
  if (unchanged(before, after)) return before;
  if (options.dryRun) return after;
  if (!isGone(type, after)) return type.fromStored(cluster.store.put(type.table, type.toStored(after)));
  removeObject(cluster, type, after);
  return after;
}

/** Removes an object for good. @returns its last state */
export function removeObject(cluster: ClusterState, type: ResourceType, object: JsonObject): JsonObject {
  return type.fromStored(cluster.store.remove(type.table, type.toStored(object)));
}

/** Nothing holds an object that is being deleted any more. */
export function isGone(type: ResourceType, object: JsonObject): boolean {
  const metadata = objectOf(object.metadata);
  if (metadata.deletionTimestamp === undefined || listOf(metadata.finalizers).length > 0) return false;
  if (type.table === "namespaces") return listOf(objectOf(object.spec).finalizers).length === 0;
  const grace = metadata.deletionGracePeriodSeconds;
  return grace === undefined || grace === 0;
}

/** Refuses a write that was meant for another object, or an older version of this one. */
export function requireSame(place: Place, sent: JsonObject, before: JsonObject): void {
  const { type, name } = place;
  if (sent.name !== undefined && sent.name !== name) {
    throw badRequest(`the name of the object (${textOf(sent.name)}) does not match the name on the URL (${name})`);
  }
  if (type.namespaced && sent.namespace !== undefined && sent.namespace !== place.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  const { uid, resourceVersion } = sent;
  if (uid !== undefined && uid !== "" && uid !== before.uid) {
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${textOf(uid)}, UID in object meta: ${textOf(before.uid)}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== "" && resourceVersion !== before.resourceVersion) {
    throw conflict(type, name);
  }
}

/** Refuses to change what only the server gives. Once it has given the time of a deletion, others are ignored. */
export function requireFixed(
  { type, name }: Place,
  sent: JsonObject,
  before: JsonObject,
  field: "uid" | "deletionTimestamp",
): void {
  const [value, old] = [sent[field], before[field]];
  if (value === undefined || value === "" || value === old) return;
  if (field === "deletionTimestamp" && old !== undefined) return;
  refuse(type, name, [immutable(`metadata.${field}`, value)]);
}

const givenByServer = [
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "resourceVersion",
  "generation",
  "name",
  "namespace",
];

function merged(type: ResourceType, before: JsonObject, sent: JsonObject, subresource: string): JsonObject {
  const old = objectOf(before.metadata);
  const metadata = without(objectOf(sent.metadata), ...givenByServer, "selfLink");
  for (const name of givenByServer) if (old[name] !== undefined) setMember(metadata, name, old[name]);
  if (subresource === "status") {
    const whole = type.custom === undefined ? metadata : { ...old, managedFields: metadata.managedFields };
    return { ...before, metadata: whole, status: sent.status };
  }
  if (!type.subresources.has("status")) return { ...sent, metadata };
  const { status: _, ...rest } = sent;
  return before.status === undefined ? { ...rest, metadata } : { ...rest, metadata, status: before.status };
}

function ownersAfter(
  type: ResourceType,
  before: JsonObject,
  after: JsonObject,
  sent: JsonObject,
  by: Manager,
  now: string,
): readonly Ownership[] {
  if (disownsEverything(sent)) return [];
  const owners = ownersOf(sent) ?? ownersOf(before);
  // An object without owners stays so until its first apply.
  if (owners === undefined) return [];
  return ownershipAfterUpdate({ type: type.type, before, after, owners, by, now });
}

/** The owners of an object that was created by an update: its writer owns all that it states. */
export function ownersOfNew(
  type: ResourceType,
  object: JsonObject,
  manager: string,
  now: string,
): readonly Ownership[] {
  return ownershipAfterUpdate({
    type: type.type,
    before: zeroObject(type.type),
    after: type.subresources.has("status") ? without(object, "status") : object,
    owners: [],
    by: { name: manager, operation: "Update", apiVersion: type.apiVersion, subresource: "" },
    now,
  });
}

/** `metadata.managedFields` of an answer that is never stored, such as a review: its sender owns all that it states. */
export function managedAsNew(
  type: TypeNode,
  object: JsonObject,
  by: Manager,
  now: string,
  before: JsonObject = zeroObject(type),
): readonly JsonObject[] {
  return managedFieldsOf(ownershipAfterUpdate({ type, before, after: object, owners: [], by, now }));
}

/** Equal but for the times at which owners took fields. */
function unchanged(before: JsonObject, after: JsonObject): boolean {
  const ownerless = (object: JsonObject): JsonObject => ({
    ...object,
    metadata: {
      ...objectOf(object.metadata),
      managedFields: listOf(objectOf(object.metadata).managedFields).map((entry) => without(objectOf(entry), "time")),
    },
  });
  return sameJson(ownerless(before), ownerless(after));
}

const nameLetters = "bcdfghjklmnpqrstvwxz2456789";

function nameFor(metadata: JsonObject): string {
  const name = stringOf(metadata.name) ?? "";
  const prefix = stringOf(metadata.generateName) ?? "";
  if (name !== "" || prefix === "") return name;
  const suffix = Array.from({ length: 5 }, () => nameLetters[randomInt(nameLetters.length)]).join("");
  return `${prefix.slice(0, 58)}${suffix}`;
}

function namespaceFor(type: ResourceType, namespace: string, metadata: JsonObject, name: string): string {
  const stated = stringOf(metadata.namespace) ?? "";
  if (namespace === "") throw notFound(type, name);
  if (stated !== "" && stated !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return namespace;
}

function requireNamespace({ store }: ClusterState, type: ResourceType, namespace: string, name: string): void {
  const found = store.get("namespaces", "", namespace);
  if (found === undefined) throw notFound({ group: "", resource: "namespaces" }, namespace);
  if (objectOf(found.metadata).deletionTimestamp !== undefined) {
    throw forbidden(
      type,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
  }
}

function refuse(type: ResourceType, name: string, causes: readonly StatusCause[]): void {
  if (causes.length > 0) throw invalid(type, name, causes);
}
