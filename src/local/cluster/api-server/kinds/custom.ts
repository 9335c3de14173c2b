import { type JsonObject, listOf, objectOf, stringOf, without } from "../../../../lib/index.ts";
import { type DiscoveredResource, definition, facts, type Schema, TypeNode } from "../schema/index.ts";
import { apiVersionOf, type CustomDetails, type PrinterColumn, type ResourceType, tableOf } from "./resource-type.ts";

const objectVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

/** The resources that a CustomResourceDefinition serves, one per served version. */
export function customTypes(crd: JsonObject): readonly ResourceType[] {
  const spec = objectOf(crd.spec);
  const names = objectOf(spec.names);
  const group = text(spec.group);
  const stored = listOf(spec.versions)
    .map(objectOf)
    .find(({ storage }) => storage === true);
  const storedVersion = apiVersionOf(group, text(stored?.name));
  return listOf(spec.versions)
    .map(objectOf)
    .filter(({ served }) => served === true)
    .map((declared): ResourceType => {
      const version = text(declared.name);
      const apiVersion = apiVersionOf(group, version);
      const resource = text(names.plural);
      const kind = text(names.kind);
      const namespaced = spec.scope === "Namespaced";
      const schema = servedSchema(declared, { group, version, kind });
      const convert = (to: string) => (object: JsonObject) =>
        object.apiVersion === to ? object : { ...object, apiVersion: to };
      return {
        group,
        version,
        apiVersion,
        resource,
        singular: stringOf(names.singular) ?? kind.toLowerCase(),
        kind,
        listKind: stringOf(names.listKind) ?? `${kind}List`,
        namespaced,
        verbs: objectVerbs,
        shortNames: listOf(names.shortNames).map(String),
        categories: listOf(names.categories).map(String),
        subresources: subresourcesOf(declared, resource, kind, namespaced),
        type: new TypeNode(schema, facts().schemas),
        table: tableOf(group, resource),
        custom: {
          schema,
          columns: columnsOf(declared),
          selectableFields: listOf(declared.selectableFields).map((field) => text(objectOf(field).jsonPath).slice(1)),
          ...scaleOf(declared),
        },
        toStored: convert(storedVersion),
        fromStored: convert(apiVersion),
      };
    });
}

const ageColumn: PrinterColumn = {
  name: "Age",
  type: "date",
  description: "CreationTimestamp is a timestamp representing the server time when this object was created.",
  jsonPath: ".metadata.creationTimestamp",
};

function columnsOf(declared: JsonObject): readonly PrinterColumn[] {
  const columns = listOf(declared.additionalPrinterColumns) as readonly PrinterColumn[];
  return columns.length === 0 ? [ageColumn] : columns;
}

function servedSchema(declared: JsonObject, of: { group: string; version: string; kind: string }): Schema {
  const own = objectOf(objectOf(declared.schema).openAPIV3Schema) as Schema;
  const keepsAll = own.type === undefined && own.properties === undefined;
  return {
    ...(without(own as JsonObject, "properties") as Schema),
    type: "object",
    ...(keepsAll ? { "x-kubernetes-preserve-unknown-fields": true } : {}),
    properties: {
      ...own.properties,
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { $ref: definition.objectMeta },
    },
    "x-kubernetes-group-version-kind": [of],
  };
}

function subresourcesOf(
  declared: JsonObject,
  resource: string,
  kind: string,
  namespaced: boolean,
): ReadonlyMap<string, DiscoveredResource> {
  const { status, scale } = objectOf(declared.subresources);
  const verbs = ["get", "patch", "update"];
  const found = new Map<string, DiscoveredResource>();
  if (status !== undefined) {
    found.set("status", { name: `${resource}/status`, singularName: "", namespaced, kind, verbs });
  }
  if (scale !== undefined) {
    found.set("scale", {
      name: `${resource}/scale`,
      singularName: "",
      namespaced,
      kind: "Scale",
      group: "autoscaling",
      version: "v1",
      verbs,
    });
  }
  return found;
}

function scaleOf(declared: JsonObject): Pick<CustomDetails, "scale"> {
  const { scale } = objectOf(declared.subresources);
  if (scale === undefined) return {};
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = objectOf(scale);
  return {
    scale: {
      specReplicasPath: text(specReplicasPath),
      statusReplicasPath: text(statusReplicasPath),
      ...(typeof labelSelectorPath === "string" ? { labelSelectorPath } : {}),
    },
  };
}

function text(value: unknown): string {
  return stringOf(value) ?? "";
}
