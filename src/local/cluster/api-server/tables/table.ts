import { type JsonObject, objectOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { builtInColumns } from "./built-in-columns.ts";
import type { Column } from "./column.ts";
import { customColumns } from "./custom-columns.ts";

/** @param includeObject what each row carries of its object: `None`, `Metadata` or `Object` */
export function tableFor(
  type: ResourceType,
  objects: readonly JsonObject[],
  { now, includeObject }: { readonly now: Date; readonly includeObject: string },
): JsonObject {
  const columns: readonly Column[] =
    type.custom === undefined ? builtInColumns(type) : customColumns(type.custom.columns);
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: { resourceVersion: objects.length === 1 ? objectOf(objects[0]?.metadata).resourceVersion : "" },
    columnDefinitions: columns.map(({ name, type: kind, format, priority, description }) => ({
      name,
      type: kind,
      format: format ?? "",
      description: description ?? "",
      priority: priority ?? 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      ...rowObject(object, includeObject),
    })),
  };
}

function rowObject(object: JsonObject, include: string): JsonObject {
  if (include === "None") return { object: null };
  if (include === "Object") return { object };
  return { object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata } };
}
