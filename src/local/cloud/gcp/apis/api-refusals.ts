import { memberOf } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import { formatPath, isUnknown, type PropertyPath } from "../../../../pulumi/index.ts";
import {
  type ApiField,
  type ApiTypeFacts,
  elementOf,
  forbidden,
  type Properties,
  type TypeFacts,
} from "../facts/index.ts";
import { lastPart, withoutIndexes } from "../values/index.ts";

/** A value that an API refuses. */
export interface ApiRefusal {
  /** Where the program gives it. */
  readonly path: PropertyPath;
  /** The API's word for the refusal, beside the code 400. */
  readonly status: "invalid" | "INVALID_ARGUMENT";
  /** Where the API has it, for example `resource.disks[].mode`. */
  readonly field: string;
  /** The rest of the sentence. */
  readonly reason: string;
}

/** APIs that answer with a reason in one word and call the body of a request `resource`. */
const FIRST_GENERATION: ReadonlySet<string> = new Set(["bigquery", "compute", "dns", "sqladmin", "storage"]);

/** Every value among `inputs` that the type's API would refuse. What is unknown is not looked at. */
export function apiRefusals(inputs: PropertyMap, facts: TypeFacts): ApiRefusal[] {
  const api = facts.api();
  return api === undefined ? [] : refusedIn(inputs, facts.inputs, [], { facts, api });
}

/** Those of the changed values in place that no call to the API changes. */
export function immutableChanges(changed: readonly PropertyPath[], facts: TypeFacts): ApiRefusal[] {
  const api = facts.api();
  if (api === undefined) return [];
  return changed.flatMap((path) => {
    const field = immutableAt(path, api);
    return field === undefined ? [] : [refusal(path, field, "cannot be changed after the resource is made", api)];
  });
}

/** The field that cannot change and holds the value at a path, or is it. */
export function immutableAt(path: PropertyPath, api: ApiTypeFacts): ApiField | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const field = api.fieldOf(withoutIndexes(path.slice(0, length)));
    if (field?.immutable) return field;
  }
  return undefined;
}

interface Known {
  readonly facts: TypeFacts;
  readonly api: ApiTypeFacts;
}

function refusedIn(value: PropertyMap, properties: Properties, path: PropertyPath, known: Known): ApiRefusal[] {
  const refused = Object.entries(value).flatMap(([name, given]) => {
    const property = memberOf(properties, name);
    return property === undefined ? [] : refusedAt(given, property.type, [...path, name], known);
  });
  return [...refused, ...missingIn(value, properties, path, known)];
}

function missingIn(value: PropertyMap, properties: Properties, path: PropertyPath, { api }: Known): ApiRefusal[] {
  return Object.keys(properties).flatMap((name) => {
    if (memberOf(value, name) !== undefined && memberOf(value, name) !== null) return [];
    const at = [...path, name];
    const field = api.fieldOf(withoutIndexes(at));
    return field?.required ? [refusal(at, field, "is required", api)] : [];
  });
}

function refusedAt(value: unknown, type: string, path: PropertyPath, known: Known): ApiRefusal[] {
  if (isUnknown(value) || value === null || value === undefined) return [];
  const field = known.api.fieldOf(withoutIndexes(path));
  if (field?.outputOnly) return [refusal(path, field, "is set by the cloud and cannot be given", known.api)];
  if (Array.isArray(value)) {
    const element = elementOf(type) ?? type;
    return value.flatMap((item, index) => refusedAt(item, element, [...path, index], known));
  }
  if (typeof value === "object") {
    const properties = type.startsWith("@") ? known.facts.objectType(type.slice(1)) : undefined;
    return properties === undefined ? [] : refusedIn(value as PropertyMap, properties, path, known);
  }
  if (field?.rule === undefined || (typeof value !== "string" && typeof value !== "number")) return [];
  const sent = field.isParameter ? lastPart(String(value)) : value;
  const reason = forbidden(sent, field.rule);
  return reason === undefined ? [] : [refusal(path, field, reason, known.api)];
}

function refusal(
  path: PropertyPath,
  { path: place, isParameter }: ApiField,
  reason: string,
  { api }: ApiTypeFacts,
): ApiRefusal {
  const isFirst = FIRST_GENERATION.has(api);
  const field = place ?? formatPath(path);
  return {
    path,
    status: isFirst ? "invalid" : "INVALID_ARGUMENT",
    field: isFirst && !isParameter ? `resource.${field}` : field,
    reason,
  };
}
