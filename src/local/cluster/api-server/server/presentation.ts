import { type JsonObject, objectOf, without } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { notAcceptable } from "../problem/index.ts";
import type { ObjectPage } from "../rest/index.ts";
import { tableFor } from "../tables/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { json, type Reply } from "./reply.ts";

/** How a client wants objects: whole, as rows for a terminal, or their metadata alone. */
export type Presentation = "object" | "table" | "metadata";

/** @throws {ApiProblem} 406 when the client accepts none of them */
export function presentationOf(accept: string): Presentation {
  if (accept === "") return "object";
  for (const type of accept.split(",")) {
    if (!/application\/(?:json|yaml|\*)|\*\/\*/.test(type)) continue;
    if (type.includes("as=Table")) return "table";
    if (type.includes("as=PartialObjectMetadata")) return "metadata";
    if (!type.includes("as=")) return "object";
  }
  throw notAcceptable(["application/json", "application/yaml"]);
}

export function presentObject(
  context: ClusterContext,
  request: ApiRequest,
  type: ResourceType,
  object: JsonObject,
  status = 200,
): Reply {
  switch (presentationOf(request.accept)) {
    case "table":
      return json(tableFor(type, [object], tableOptions(context, request)), status);
    case "metadata":
      return json(metadataOf(object), status);
    default:
      return json(object, status);
  }
}

export function presentList(context: ClusterContext, request: ApiRequest, type: ResourceType, page: ObjectPage): Reply {
  const metadata = {
    resourceVersion: String(page.revision),
    ...(page.continueToken === undefined ? {} : { continue: page.continueToken }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  switch (presentationOf(request.accept)) {
    case "table":
      return json({ ...tableFor(type, page.items, tableOptions(context, request)), metadata });
    case "metadata":
      return json({
        kind: "PartialObjectMetadataList",
        apiVersion: "meta.k8s.io/v1",
        metadata,
        items: page.items.map(metadataOf),
      });
    default: {
      const { listKind: kind, apiVersion } = type;
      // Lists of custom resources always say where to go on, be it nowhere.
      return type.custom === undefined
        ? json({ kind, apiVersion, metadata, items: page.items.map(withoutType) })
        : json({ kind, apiVersion, metadata: { continue: "", ...metadata }, items: page.items });
    }
  }
}

/**
 * The object of a watch event as the client wants it.
 * @param isFirst whether the client still has to learn the columns of tables
 */
export function presentEvent(
  context: ClusterContext,
  request: ApiRequest,
  type: ResourceType,
  object: JsonObject,
  isFirst: boolean,
): JsonObject {
  switch (presentationOf(request.accept)) {
    case "table": {
      const table = tableFor(type, [object], tableOptions(context, request));
      return isFirst ? table : { ...table, columnDefinitions: null };
    }
    case "metadata":
      return metadataOf(object);
    default:
      return object;
  }
}

export function tableOptions(context: ClusterContext, { query }: ApiRequest): { now: Date; includeObject: string } {
  return { now: context.now(), includeObject: query.get("includeObject") ?? "Metadata" };
}

function metadataOf(object: JsonObject): JsonObject {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: objectOf(object.metadata) };
}

/** Lists of built-in kinds say the kind once, for all. */
function withoutType(object: JsonObject): JsonObject {
  return without(object, "kind", "apiVersion");
}
