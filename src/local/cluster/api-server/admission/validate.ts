import { type JsonObject } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { validateBySchema } from "../schema/index.ts";
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
    ...contentFaults(type, object),
    ...immutabilityFaults(type, object, before),
  ];
}

function contentFaults(type: ResourceType, object: JsonObject): readonly StatusCause[] {
  if (type.custom !== undefined) return validateBySchema(type.type, object);
  const found = [...kindFaults(type, object), ...requiredAndEnumFaults(type.type, object)];
  // Two rules may see the same fault; the first has the better words.
  return found.filter((cause, index) => found.findIndex((other) => other.field === cause.field) === index);
}
