import { type JsonObject, jsonText } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { ruleFaults } from "../rules/index.ts";
import { validateBySchema } from "../schema/index.ts";
import { scaleFaults } from "./custom-scale.ts";
import { immutabilityFaults } from "./immutable.ts";
import { kindFaults } from "./kind-rules.ts";
import { metadataChangeFaults, metadataFaults } from "./metadata-rules.ts";
import { requiredAndEnumFaults } from "./shape-rules.ts";

/** Everything that is wrong with a new object, in the order a server lists it. */
export function validateNew(type: ResourceType, object: JsonObject): readonly StatusCause[] {
  return [...metadataFaults(type, object), ...contentFaults(type, object)];
}

/** As {@link validateNew} for an object that replaces another, with what may not change any more. */
export function validateReplacement(
  type: ResourceType,
  object: JsonObject,
  before: JsonObject,
): readonly StatusCause[] {
  return [
    ...metadataFaults(type, object),
    ...metadataChangeFaults(object, before),
    ...contentFaults(type, object, before),
    ...immutabilityFaults(type, object, before),
  ];
}

/** Rules are written for values of the right type and size, and are not asked of others. */
const blocking = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);
const unasked = {
  reason: "FieldValueInvalid",
  field: "<nil>",
  message:
    "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
} satisfies StatusCause;

function contentFaults(type: ResourceType, object: JsonObject, before?: JsonObject): readonly StatusCause[] {
  if (type.custom !== undefined) {
    const found = [...validateBySchema(type.type, object), ...scaleFaults(type, object)];
    const isAskable = !found.some(({ reason }) => blocking.has(reason ?? ""));
    if (isAskable) return [...found, ...ruleFaults(type.type, object, before)];
    return jsonText(type.custom.schema).includes('"x-kubernetes-validations"') ? [...found, unasked] : found;
  }
  const found = kindFaults(type, object);
  // Of the schemas in a definition, its own rules name the fault at another place.
  const more = requiredAndEnumFaults(type.type, object).filter(
    ({ field = "" }) => !field.includes(".openAPIV3Schema."),
  );
  return [...found, ...more.filter((fault) => !found.some((own) => namesTheSame(own, fault)))];
}

/** Whether a kind's own rule, which has the better words, named the fault already: at its place, above it, or without an index. */
function namesTheSame(own: StatusCause, { field = "" }: StatusCause): boolean {
  const [known, place] = [own.field ?? "", field].map((one) => one.replaceAll(/\[\d+\]/g, "")) as [string, string];
  if (place === known || place.startsWith(`${known}.`)) return true;
  const dot = known.lastIndexOf(".");
  return dot > 0 && place.startsWith(known.slice(0, dot + 1)) && place.endsWith(known.slice(dot));
}
