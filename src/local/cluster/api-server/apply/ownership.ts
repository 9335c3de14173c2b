import { counted, GroundworkError, isObject, type JsonObject, sameJson } from "../../../../lib/index.ts";
import type { TypeNode } from "../schema/index.ts";
import { type FieldPath, FieldSet, pathText } from "./field-set.ts";
import { compareObjects, fieldsOf, withNamedFields } from "./fields-of.ts";
import { mergeObjects, removeFields } from "./merge.ts";

export interface Manager {
  readonly name: string;
  readonly operation: "Apply" | "Update";
  /** Group version in which the manager wrote. */
  readonly apiVersion: string;
  /** Empty for the main resource. */
  readonly subresource: string;
}

/** One manager and the fields that are its own. */
export interface Ownership {
  readonly by: Manager;
  readonly fields: FieldSet;
  /** When the fields last changed, RFC 3339 in seconds. */
  readonly time: string | undefined;
}

export interface FieldConflict {
  readonly with: Manager;
  readonly path: FieldPath;
}

/** An apply would change fields that other managers own. */
export class OwnershipConflict extends GroundworkError {
  readonly code = "kubernetes-ownership-conflict";
  readonly kind = "refused";
  constructor(readonly data: { readonly conflicts: readonly FieldConflict[] }) {
    super(`Apply failed with ${counted(data.conflicts.length, "conflict")}: ${words(data)}`);
  }
}

/** The owner as messages name it. */
export function managerText({ name, operation, apiVersion, subresource }: Manager): string {
  const through = subresource === "" ? "" : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(name)}${through}${operation === "Update" ? ` using ${apiVersion}` : ""}`;
}

/** Fields that every object has and that have no owner. */
const unowned = FieldSet.of(
  ["f:apiVersion"],
  ["f:kind"],
  ["f:metadata"],
  ...["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields"].map(
    (name) => ["f:metadata", `f:${name}`],
  ),
  ["f:metadata", "f:resourceVersion"],
);

/** Who owns what after an update made `after` of `before`. */
export function ownershipAfterUpdate(options: {
  readonly type: TypeNode;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly owners: readonly Ownership[];
  readonly by: Manager;
  readonly now: string;
}): readonly Ownership[] {
  const { type, before, after, owners, by, now } = options;
  const { added, modified, removed } = compareObjects(type, before, after);
  const changed = added.union(modified);
  const taken = changed.difference(unowned);
  const others = owners.map((owner) => ({
    ...owner,
    fields: owner.fields.difference(changed).difference(removed),
  }));
  const own = others.find((owner) => sameManager(owner.by, by));
  if (taken.isEmpty) return others.filter((owner) => !owner.fields.isEmpty);
  const updated: Ownership = { by, fields: (own?.fields ?? new FieldSet()).union(taken), time: now };
  return [...others.filter((owner) => owner !== own && !owner.fields.isEmpty), updated];
}

/**
 * The object and its owners after a manager applied all that it wants of it.
 *
 * Fields that the manager stated last time and no longer does go, unless another manager owns them.
 * @throws {OwnershipConflict} unless forced, when a field would change that another manager owns
 */
export function applied(options: {
  readonly type: TypeNode;
  readonly live: JsonObject;
  readonly wanted: JsonObject;
  readonly owners: readonly Ownership[];
  readonly by: Manager;
  readonly force: boolean;
  readonly now: string;
}): { readonly object: JsonObject; readonly owners: readonly Ownership[] } {
  const { type, live, wanted, owners, by, force, now } = options;
  const before = owners.find((owner) => sameManager(owner.by, by));
  const others = owners.filter((owner) => owner !== before);
  const fields = fieldsOf(type, wanted).difference(unowned);
  const merged = mergeObjects(type, live, wanted);
  const remaining = withoutAbandoned(type, merged, { now: fields, before: before?.fields, others });
  const object = isObject(remaining) ? remaining : {};

  const { added, modified, removed } = compareObjects(type, live, object);
  const changed = added.union(modified);
  const conflicts = others.flatMap((owner) =>
    owner.fields
      .intersection(changed)
      .leaves()
      .map((path) => ({ with: owner.by, path })),
  );
  if (!force && conflicts.length > 0) throw new OwnershipConflict({ conflicts });

  const left = others
    .map((owner) => ({ ...owner, fields: owner.fields.difference(changed).difference(removed) }))
    .filter((owner) => !owner.fields.isEmpty);
  const own: Ownership = { by, fields, time: timeOfApply({ by, before, now, unchanged: sameJson(live, object) }) };
  return { object, owners: fields.isEmpty ? left : [...left, own] };
}

/** A server notes the time of an apply that changed the object, and never of one through its Scale. */
function timeOfApply(of: {
  readonly by: Manager;
  readonly before: Ownership | undefined;
  readonly now: string;
  readonly unchanged: boolean;
}): string | undefined {
  if (of.unchanged) return of.before?.time;
  return of.by.subresource === "scale" ? undefined : of.now;
}

/**
 * Removes from the merged object the fields that the manager stated before and states no longer, unless another manager
 * owns them.
 */
function withoutAbandoned(
  type: TypeNode,
  merged: unknown,
  own: { readonly now: FieldSet; readonly before: FieldSet | undefined; readonly others: readonly Ownership[] },
): unknown {
  if (own.before === undefined || own.before.isEmpty) return merged;
  const named = (set: FieldSet): FieldSet => withNamedFields(type, set);
  const stated = named(own.before);
  const rest = removeFields(type, merged, stated);
  const lost = named(fieldsOfLoosely(type, merged)).difference(named(fieldsOfLoosely(type, rest)));
  const owned = named(own.others.reduce((sum, owner) => sum.union(owner.fields), own.now));
  // Of the removed fields, those with another owner stay, and so do fields inside of them that were never stated.
  return removeFields(type, merged, lost.difference(owned).intersection(stated));
}

function fieldsOfLoosely(type: TypeNode, value: unknown): FieldSet {
  return value === undefined ? new FieldSet() : fieldsOf(type, value);
}

export function sameManager(one: Manager, other: Manager): boolean {
  return (
    one.name === other.name &&
    one.operation === other.operation &&
    one.subresource === other.subresource &&
    (one.operation === "Apply" || one.apiVersion === other.apiVersion)
  );
}

function words({ conflicts }: { readonly conflicts: readonly FieldConflict[] }): string {
  const [only] = conflicts;
  if (only !== undefined && conflicts.length === 1) {
    return `conflict with ${managerText(only.with)}: ${pathText(only.path)}`;
  }
  const managers = [...new Set(conflicts.map((conflict) => managerText(conflict.with)))].toSorted();
  return managers
    .flatMap((manager) => [
      `conflicts with ${manager}:`,
      ...conflicts.filter((one) => managerText(one.with) === manager).map(({ path }) => `- ${pathText(path)}`),
    ])
    .join("\n");
}
