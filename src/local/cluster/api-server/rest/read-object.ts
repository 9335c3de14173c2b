import { copyJson, isObject, type JsonObject, objectOf, stringOf } from "../../../../lib/index.ts";
import { groupVersionOf, type ResourceType } from "../kinds/index.ts";
import { type ApiProblem, badRequest } from "../problem/index.ts";
import { decode, prune, type TypeNode } from "../schema/index.ts";
import type { WriteOptions } from "./options.ts";

/**
 * Reads what a client sent as an object of the resource: typed, without nulls and unknown fields.
 *
 * Unknown fields, and `duplicates` that the text of the object had, are refused, warned of or dropped, as the request asks.
 * @throws {ApiProblem} 400 for another kind, a value of a wrong type, an unknown field under strict validation
 */
export function readObject(
  type: ResourceType,
  raw: unknown,
  options: Pick<WriteOptions, "validation" | "warn"> & { readonly duplicates?: readonly string[] },
  refuse: (why: string) => ApiProblem = refusalOf(type, raw),
): JsonObject {
  if (!isObject(raw)) throw badRequest(`the object provided is unrecognized (must be of type ${type.kind})`);
  const apiVersion = stringOf(raw.apiVersion) ?? type.apiVersion;
  const kind = stringOf(raw.kind) ?? type.kind;
  if (apiVersion !== type.apiVersion || kind !== type.kind) {
    throw refuse(`no kind ${JSON.stringify(kind)} of version ${JSON.stringify(apiVersion)} is served under this path`);
  }

  const { value, unknown, fault } = type.custom === undefined ? decode(type.type, raw) : decodeCustom(type.type, raw);
  if (fault !== undefined) throw refuse(fault.message);
  const words = [
    ...(options.duplicates ?? []).map((path) => `duplicate field ${JSON.stringify(path)}`),
    ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
  if (words.length > 0 && options.validation === "Strict") throw refuse(`strict decoding error: ${words.join(", ")}`);
  if (options.validation === "Warn") for (const text of words) options.warn(text);
  return { kind, apiVersion, ...without(objectOf(value), "kind", "apiVersion") };
}

function refusalOf(type: ResourceType, raw: unknown): (why: string) => ApiProblem {
  const { apiVersion, kind } = objectOf(raw);
  const { version } = groupVersionOf(stringOf(apiVersion) ?? type.apiVersion);
  const sent = stringOf(kind) ?? type.kind;
  return (why) =>
    badRequest(`${sent} in version ${JSON.stringify(version)} cannot be handled as a ${type.kind}: ${why}`);
}

function decodeCustom(type: TypeNode, raw: JsonObject): ReturnType<typeof decode> {
  const value = copyJson(raw);
  const unknown = prune(type, value).toSorted();
  dropNulls(type, value);
  const metadata = type.field("metadata");
  if (metadata === undefined || raw.metadata === undefined) return { value, unknown, fault: undefined };
  const read = decode(metadata, raw.metadata);
  value.metadata = read.value;
  return { value, unknown, fault: read.fault };
}

/** A null where the schema allows none counts as absent, as it does before defaulting. */
function dropNulls(type: TypeNode, value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) dropNulls(type.items, item);
    return;
  }
  if (!isObject(value)) return;
  for (const [name, child] of Object.entries(value)) {
    const field = type.field(name) ?? type.values;
    if (field === undefined) continue;
    if (child === null && field.shape !== "any" && field.schema.nullable !== true) delete value[name];
    else dropNulls(field, child);
  }
}

function without(value: JsonObject, ...names: readonly string[]): JsonObject {
  const rest = { ...value };
  for (const name of names) delete rest[name];
  return rest;
}
