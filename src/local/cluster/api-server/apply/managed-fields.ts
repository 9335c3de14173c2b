import { isObject, type JsonObject, listOf, objectOf, stringOf } from "../../../../lib/index.ts";
import { decodeFields, encodeFields } from "./field-set.ts";
import type { Ownership } from "./ownership.ts";

/** Entries of updates kept apart; older ones are merged under one name. */
const mostUpdateEntries = 10;

/** Reads `metadata.managedFields`. `undefined` when there are none, or one cannot be read. */
export function ownersOf(object: JsonObject): readonly Ownership[] | undefined {
  const entries = listOf(objectOf(object.metadata).managedFields);
  if (entries.length === 0) return undefined;
  const owners: Ownership[] = [];
  for (const entry of entries) {
    const { manager, operation, apiVersion, subresource, time, fieldsV1 } = objectOf(entry);
    if (operation !== "Apply" && operation !== "Update") return undefined;
    owners.push({
      by: {
        name: stringOf(manager) ?? "",
        operation,
        apiVersion: stringOf(apiVersion) ?? "",
        subresource: stringOf(subresource) ?? "",
      },
      fields: decodeFields(fieldsV1),
      time: stringOf(time),
    });
  }
  return owners;
}

/** One entry without content: the form in which a client removes all owners. */
export function disownsEverything(object: JsonObject): boolean {
  const entries = objectOf(object.metadata).managedFields;
  return Array.isArray(entries) && entries.length === 1 && isObject(entries[0]) && Object.keys(entries[0]).length === 0;
}

/** Writes the owners as `metadata.managedFields`: appliers first, then by age. */
export function managedFieldsOf(owners: readonly Ownership[]): readonly JsonObject[] {
  return capped(owners)
    .toSorted(byOperationThenAge)
    .map(({ by, fields, time }) => ({
      manager: by.name,
      operation: by.operation,
      apiVersion: by.apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: "FieldsV1",
      fieldsV1: encodeFields(fields),
      ...(by.subresource === "" ? {} : { subresource: by.subresource }),
    }));
}

function capped(owners: readonly Ownership[]): readonly Ownership[] {
  const updates = owners.filter(({ by }) => by.operation === "Update").toSorted(byOperationThenAge);
  const surplus = updates.length - mostUpdateEntries;
  if (surplus <= 0) return owners;
  const merged = new Map<string, Ownership>();
  const old = new Set(updates.slice(0, surplus + 1));
  for (const owner of old) {
    const known = merged.get(owner.by.apiVersion);
    merged.set(owner.by.apiVersion, {
      by: { ...owner.by, name: "ancient-changes", subresource: "" },
      fields: known === undefined ? owner.fields : known.fields.union(owner.fields),
      time: owner.time,
    });
  }
  return [...owners.filter((owner) => !old.has(owner)), ...merged.values()];
}

function byOperationThenAge(one: Ownership, other: Ownership): number {
  const key = ({ by, time }: Ownership): string =>
    [by.operation, time ?? "", by.name, by.apiVersion, by.subresource].join("\0");
  return key(one) < key(other) ? -1 : 1;
}
