import { exactJson, exactYaml } from "../../../../kubernetes/exact-json/index.ts";
import { isObject, type JsonObject, objectOf, textOf, without } from "../../../../lib/index.ts";
import {
  applied,
  managerText,
  type Ownership,
  OwnershipConflict,
  ownersOf,
  pathText,
  UntypedValue,
} from "../apply/index.ts";
import { groupVersionOf, type ResourceType } from "../kinds/index.ts";
import { jsonPatch, mergePatch, PatchMalformed, PatchRefused, strategicMerge } from "../patch/index.ts";
import { ApiProblem, applyConflict, badRequest, conflict, invalid, unsupportedMediaType } from "../problem/index.ts";
import { fieldsAsLastApplied, withLastApplied } from "./last-applied.ts";
import type { WriteOptions } from "./options.ts";
import { readObject } from "./read-object.ts";
import {
  type ClusterState,
  createObject,
  existing,
  ownersOfNew,
  type Place,
  replaceObject,
  requireFixed,
  requireSame,
  stored,
  timestamp,
} from "./writer.ts";

export const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

export interface Patched {
  readonly object: JsonObject;
  readonly created: boolean;
}

/** Changes an object as a patch of any kind says; an apply creates it when there is none. */
export function patchObject(
  cluster: ClusterState,
  place: Place,
  subresource: string,
  contentType: string,
  body: string,
  options: WriteOptions,
): Patched {
  if (contentType === patchTypes.apply) return applyObject(cluster, place, subresource, body, options);
  const before = existing(cluster, place);
  const patched = changed(place.type, before, contentType, body);
  const sent = readObject(place.type, patched, options, patchRefusal);
  requireFixed(place, objectOf(sent.metadata), objectOf(before.metadata), "uid");
  return { object: replaceObject(cluster, place, sent, options, { subresource }), created: false };
}

/** A value of an apply that its type cannot hold, such as a bad quantity. */
function unreadable(why: string): ApiProblem {
  return new ApiProblem({ status: 500, reason: "" }, why);
}

/** A real server repeats the whole patched object here; of a Secret that would be its values. */
function patchRefusal(why: string): ApiProblem {
  const message = `Invalid value: "{...}": ${why}`;
  return invalid({ group: "", kind: "" }, "", [{ reason: "FieldValueInvalid", message, field: "patch" }]);
}

/** What the patch makes of an object, untyped. */
export function changed(type: ResourceType, before: JsonObject, contentType: string, body: string): unknown {
  const patch = parseJson(body);
  try {
    switch (contentType) {
      case patchTypes.json:
        return jsonPatch(before, patch);
      case patchTypes.merge:
        return mergePatch(before, patch);
      case patchTypes.strategic:
        if (type.custom !== undefined)
          throw unsupportedMediaType([patchTypes.json, patchTypes.merge, patchTypes.apply]);
        return strategicMerge(type.type, before, patch);
      default:
        throw unsupportedMediaType(Object.values(patchTypes));
    }
  } catch (thrown) {
    if (thrown instanceof PatchMalformed) {
      throw thrown.data.status === 400
        ? badRequest(`error decoding patch: ${thrown.message}`)
        : new ApiProblem({ status: 500, reason: "" }, thrown.message);
    }
    if (!(thrown instanceof PatchRefused)) throw thrown;
    throw new ApiProblem(
      { status: 422, reason: "Invalid", details: {} },
      "the server rejected our request due to an error in our request",
    );
  }
}

function applyObject(
  cluster: ClusterState,
  place: Place,
  subresource: string,
  body: string,
  options: WriteOptions,
): Patched {
  const { type, name } = place;
  const wanted = parseApplied(body);
  const sentMetadata = objectOf(wanted.metadata);
  if (sentMetadata.managedFields !== undefined && sentMetadata.managedFields !== null) {
    throw badRequest("metadata.managedFields must be nil");
  }
  requireKind(type, wanted);
  const before = stored(cluster, place);
  const versioned = before === undefined ? without(sentMetadata, "resourceVersion") : sentMetadata;
  if (before === undefined) requireNoUid(place, sentMetadata);
  else requireFixed(place, sentMetadata, objectOf(before.metadata), "uid");
  requireSame(place, versioned, objectOf(before?.metadata));
  const scoped = scopedTo(type, subresource, { ...wanted, metadata: { ...versioned, name } });
  const result = ownedApply(cluster, place, subresource, before, scoped, options);
  // Its fields are declared, or nothing is: then those that the schema does not keep are dropped without a word.
  const typed = { ...options, validation: "Ignore" } as const;
  const object = readObject(type, withLastApplied(result.object, wanted, options.manager), typed, unreadable);
  if (before !== undefined) {
    return { object: replaced(cluster, place, subresource, { ...result, object }, options), created: false };
  }
  if (subresource !== "") existing(cluster, place);
  return { object: createObject(cluster, place, object, options, result.owners), created: true };
}

/**
 * Applies fields of an existing object through a subresource that shows them in another form, such as a Scale.
 *
 * @param wanted these fields alone, where they are in the object
 * @throws {ApiProblem} 409 unless forced, when others own them
 */
export function applyThrough(
  cluster: ClusterState,
  place: Place,
  subresource: string,
  wanted: JsonObject,
  options: WriteOptions,
): JsonObject {
  const result = ownedApply(cluster, place, subresource, existing(cluster, place), wanted, options);
  const object = readObject(place.type, result.object, options);
  return replaced(cluster, place, subresource, { ...result, object }, options);
}

function replaced(
  cluster: ClusterState,
  place: Place,
  subresource: string,
  { object, owners }: { readonly object: JsonObject; readonly owners: readonly Ownership[] },
  options: WriteOptions,
): JsonObject {
  const sent = { ...object, metadata: without(objectOf(object.metadata), "resourceVersion", "uid") };
  return replaceObject(cluster, place, sent, options, { subresource, owners });
}

function ownedApply(
  cluster: ClusterState,
  place: Place,
  subresource: string,
  before: JsonObject | undefined,
  wanted: JsonObject,
  options: WriteOptions,
): { readonly object: JsonObject; readonly owners: readonly Ownership[] } {
  const { type } = place;
  const now = timestamp(cluster.now());
  const live = before === undefined ? {} : { ...before, metadata: without(objectOf(before.metadata), "managedFields") };
  const owners = before === undefined ? [] : (ownersOf(before) ?? ownersOfNew(type, live, "before-first-apply", now));
  const by = { name: options.manager, operation: "Apply", apiVersion: type.apiVersion, subresource } as const;
  const request = { type: type.type, live, wanted, owners, by, now };
  try {
    return applied({ ...request, force: options.force });
  } catch (thrown) {
    if (thrown instanceof OwnershipConflict) {
      const own = fieldsAsLastApplied(type.type, live, options.manager);
      if (thrown.data.conflicts.every(({ path }) => own.has(path))) return applied({ ...request, force: true });
      const causes = thrown.data.conflicts.map(({ with: owner, path }) => ({
        reason: "FieldManagerConflict",
        message: `conflict with ${managerText(owner)}`,
        field: pathText(path),
      }));
      throw applyConflict(causes, thrown.message);
    }
    if (thrown instanceof UntypedValue) {
      const { name: sentName, namespace } = objectOf(wanted.metadata);
      const which = `${textOf(namespace)}/${textOf(sentName)}; ${type.group}/${type.version}, Kind=${type.kind}`;
      throw new ApiProblem(
        { status: 500, reason: "" },
        `failed to create typed patch object (${which}): ${thrown.message}`,
      );
    }
    throw thrown;
  }
}

function requireNoUid({ type, name }: Place, { uid }: JsonObject): void {
  if (uid === undefined || uid === "") return;
  const why = `uid mismatch: the provided object specified uid ${textOf(uid)}, and no existing object was found`;
  throw conflict(type, name, why);
}

/** An apply to the object says nothing of its status, and one to its status nothing of the rest. */
function scopedTo(type: ResourceType, subresource: string, wanted: JsonObject): JsonObject {
  if (subresource === "status") {
    const { name, namespace } = objectOf(wanted.metadata);
    return { apiVersion: wanted.apiVersion, kind: wanted.kind, metadata: { name, namespace }, status: wanted.status };
  }
  return type.subresources.has("status") ? without(wanted, "status") : wanted;
}

function requireKind(type: Pick<ResourceType, "apiVersion" | "kind">, { apiVersion, kind }: JsonObject): void {
  if (apiVersion === type.apiVersion && kind === type.kind) return;
  const { group, version } = groupVersionOf(textOf(apiVersion));
  throw badRequest(`invalid object type: ${group}/${version}, Kind=${textOf(kind)}`);
}

/** What is applied, as YAML or JSON. @throws {ApiProblem} 400 for another kind than `type` */
export function readApplied(body: string, type: Pick<ResourceType, "apiVersion" | "kind">): JsonObject {
  const wanted = parseApplied(body);
  requireKind(type, wanted);
  return wanted;
}

function parseApplied(body: string): JsonObject {
  const value: unknown = body.trimStart().startsWith("{") ? parseJson(body) : parseDocument(body);
  if (!isObject(value)) throw badRequest("an apply needs an object");
  return value;
}

function parseDocument(body: string): unknown {
  try {
    // Of a key that stands twice, the last one counts.
    return exactYaml(body, { maxAliasCount: 100, uniqueKeys: false });
  } catch (thrown) {
    throw badRequest(`error decoding YAML: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function parseJson(body: string): unknown {
  try {
    return exactJson(body);
  } catch (thrown) {
    throw badRequest(`error decoding patch: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
