import { isObject, type JsonObject, listOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required, unsupported } from "./causes.ts";

/** What is wrong with a CustomResourceDefinition: its name, versions and the structure of its schemas. */
export function definitionFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  const names = objectOf(spec.names);
  const wanted = `${String(names.plural)}.${String(spec.group)}`;
  const name = stringOf(objectOf(object.metadata).name) ?? "";
  const causes: StatusCause[] = [];
  if (name !== wanted) causes.push(invalidValue("metadata.name", name, `must be spec.names.plural+"."+spec.group`));
  if (spec.scope !== "Namespaced" && spec.scope !== "Cluster") {
    causes.push(unsupported("spec.scope", spec.scope ?? "", ["Cluster", "Namespaced"]));
  }
  const versions = objectsIn(spec.versions);
  if (versions.filter(({ storage }) => storage === true).length !== 1) {
    causes.push(
      invalidValue(
        "spec.versions",
        versions.map(({ name }) => name),
        "must have exactly one version marked as storage version",
      ),
    );
  }
  for (const [index, version] of versions.entries()) {
    const field = `spec.versions[${index}].schema.openAPIV3Schema`;
    const schema = objectOf(version.schema).openAPIV3Schema;
    if (!isObject(schema)) causes.push(required(field, "schemas are required"));
    else causes.push(...structureFaults(schema, field));
  }
  return causes;
}

/** A structural schema says the type of every place, and nothing that pruning could not follow. */
function structureFaults(schema: JsonObject, path: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const anything =
    schema["x-kubernetes-int-or-string"] === true || schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (schema.type === undefined && !anything) {
    causes.push(required(`${path}.type`, "must not be empty for specified object fields"));
  }
  if (schema.type === "array" && !isObject(schema.items)) {
    causes.push(required(`${path}.items`, "must be specified"));
  }
  if (isObject(schema.properties) && isObject(schema.additionalProperties)) {
    causes.push(
      forbiddenField(`${path}.additionalProperties`, "additionalProperties and properties are mutual exclusive"),
    );
  }
  const keys = listOf(schema["x-kubernetes-list-map-keys"]);
  if (schema["x-kubernetes-list-type"] === "map" && keys.length === 0) {
    causes.push(required(`${path}.x-kubernetes-list-map-keys`, "must not be empty if x-kubernetes-list-type is map"));
  }
  for (const [name, child] of Object.entries(objectOf(schema.properties))) {
    if (isObject(child)) causes.push(...structureFaults(child, `${path}.properties[${name}]`));
  }
  if (isObject(schema.items)) causes.push(...structureFaults(schema.items, `${path}.items`));
  if (isObject(schema.additionalProperties)) {
    causes.push(...structureFaults(schema.additionalProperties, `${path}.additionalProperties`));
  }
  return causes;
}
