import { isObject, type JsonObject, listOf, objectOf, objectsIn, sameJson, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { TypeNode, validateBySchema } from "../schema/index.ts";
import { forbiddenField, invalidValue, required, unsupported } from "./causes.ts";
import { namedFaults } from "./names.ts";
import { ruleDeclarationFaults } from "./rule-declarations.ts";

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
      invalidValue("status.storedVersions", [], "must have the storage version"),
    );
  }
  const versionNames = versions.map(({ name: one }) => one);
  if (new Set(versionNames).size !== versions.length) {
    causes.push(invalidValue("spec.versions", versionNames, "must contain unique version names"));
  }
  causes.push(...namedFaults("spec.group", spec.group, "subdomain"), ...approvalFaults(spec, object));
  const shared = objectOf(versions[0]?.schema).openAPIV3Schema;
  const isShared = isObject(shared) && versions.every((version) => sameJson(version.schema, versions[0]?.schema));
  for (const [index, version] of versions.entries()) {
    // The server keeps a schema that all versions share once, and names it there.
    const field = isShared ? "spec.validation.openAPIV3Schema" : `spec.versions[${index}].schema.openAPIV3Schema`;
    const schema = objectOf(version.schema).openAPIV3Schema;
    if (isShared && index > 0) continue;
    if (!isObject(schema)) causes.push(required(field, "schemas are required"));
    else {
      const faults = structureFaults(schema, field);
      // Rules of a schema that is none would be refused for what is wrong with it.
      causes.push(...faults, ...(faults.length === 0 ? ruleDeclarationFaults(schema, field) : []));
    }
  }
  return causes;
}

const approval = "api-approved.kubernetes.io";

/** The groups of Kubernetes itself are for definitions that were approved: the annotation says where, or that they were not. */
function approvalFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  if (!/(?:^|\.)(?:k8s|kubernetes)\.io$/.test(stringOf(spec.group) ?? "")) return [];
  const field = `metadata.annotations[${approval}]`;
  const said = stringOf(objectOf(objectOf(object.metadata).annotations)[approval]) ?? "";
  if (said === "") {
    const why = `protected groups must have approval annotation "${approval}", see https://github.com/kubernetes/enhancements/pull/1111`;
    return [required(field, why)];
  }
  if (said.startsWith("unapproved") || URL.canParse(said)) return [];
  const why = `protected groups must have approval annotation "${approval}" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111`;
  return [invalidValue(field, said, why)];
}

/** A structural schema says the type of every place, and nothing that pruning could not follow. */
function structureFaults(schema: JsonObject, path: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const anything =
    schema["x-kubernetes-int-or-string"] === true || schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (schema.type === undefined && !anything) {
    causes.push(required(`${path}.type`, "must not be empty for specified object fields"));
  }
  const known = ["array", "boolean", "integer", "number", "object", "string"];
  if (schema.type !== undefined && !known.includes(stringOf(schema.type) ?? "")) {
    causes.push(unsupported(`${path}.type`, schema.type, known));
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
  causes.push(...keyFaults(schema, keys, path), ...defaultFaults(schema, path), ...alternativeFaults(schema, path));
  for (const [name, child] of Object.entries(objectOf(schema.properties))) {
    if (isObject(child)) causes.push(...structureFaults(child, `${path}.properties[${name}]`));
  }
  if (isObject(schema.items)) causes.push(...structureFaults(schema.items, `${path}.items`));
  if (isObject(schema.additionalProperties)) {
    causes.push(...structureFaults(schema.additionalProperties, `${path}.additionalProperties`));
  }
  return causes;
}

/** A key of a list has to be declared, and every item has to have it. */
function keyFaults(schema: JsonObject, keys: readonly unknown[], path: string): readonly StatusCause[] {
  if (schema["x-kubernetes-list-type"] !== "map") return [];
  const items = objectOf(schema.items);
  const properties = objectOf(items.properties);
  return keys.map(String).flatMap((key) => {
    const property = properties[key];
    if (!isObject(property)) {
      return [invalidValue(`${path}.x-kubernetes-list-map-keys`, keys, "entries must all be names of item properties")];
    }
    const isGiven = listOf(items.required).includes(key) || property.default !== undefined;
    const why = "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property";
    return isGiven ? [] : [required(`${path}.items.properties[${key}].default`, why)];
  });
}

function defaultFaults(schema: JsonObject, path: string): readonly StatusCause[] {
  if (schema.default === undefined || schema.default === null) return [];
  const found = validateBySchema(new TypeNode(schema, {}), schema.default);
  return found.map((cause) => {
    const below = cause.field === undefined || cause.field === "<nil>" ? "" : `.${cause.field}`;
    return { ...cause, field: `${path}.default${cause.field === "" ? "" : below}` };
  });
}

const notWithin = ["type", "default", "nullable", "additionalProperties"];

/** Alternatives may only narrow what the schema around them says. */
function alternativeFaults(schema: JsonObject, path: string): readonly StatusCause[] {
  if (schema["x-kubernetes-int-or-string"] === true) return [];
  const parts = ["allOf", "anyOf", "oneOf"].flatMap((name) =>
    objectsIn(schema[name]).map((part, index) => [part, `${path}.${name}[${index}]`] as const),
  );
  const all = isObject(schema.not) ? [...parts, [schema.not, `${path}.not`] as const] : parts;
  return all.flatMap(([part, field]) =>
    notWithin
      .filter((name) => part[name] !== undefined)
      .map((name) => forbiddenField(`${field}.${name}`, "must be empty to be structural")),
  );
}
