import { objectOf, stringOf } from "../../../../lib/index.ts";
import { apiVersionOf, type ResourceType } from "../kinds/index.ts";
import { methodNotAllowed, noSuchPath } from "../problem/index.ts";
import {
  createObject,
  deleteObject,
  existing,
  listObjects,
  type Place,
  patchObject,
  patchTypes,
  removeOptions,
  requireManager,
  requireNoForce,
  selectionOf,
} from "../rest/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { presentList, presentObject } from "./presentation.ts";
import { json, type Reply, text } from "./reply.ts";
import { optionsOf, parseBody, readBody } from "./request-body.ts";
import type { RequestPath } from "./request-path.ts";
import { answerReview, isReview } from "./reviews.ts";
import { answerSubresource } from "./subresources.ts";
import { answerUpdate } from "./updates.ts";
import { streamWatch } from "./watch-stream.ts";

type ResourcePath = Extract<RequestPath, { kind: "resource" }>;

/** Answers a request for a resource's objects. */
export async function answerResource(context: ClusterContext, request: ApiRequest, path: ResourcePath): Promise<Reply> {
  const type = context.catalog.find(path.group, path.version, path.resource);
  if (type === undefined) {
    const apiVersion = apiVersionOf(path.group, path.version);
    const isBuiltIn = context.catalog.all().some((one) => one.apiVersion === apiVersion && one.custom === undefined);
    if (isBuiltIn) throw noSuchPath();
    return text("404 page not found\n", 404);
  }
  if (isReview(type)) return answerReview(context, request, type, path.namespace);
  const namespace = type.namespaced ? path.namespace : "";
  if (!type.namespaced && path.namespace !== undefined) throw noSuchPath();
  if (path.name === undefined) return answerCollection(context, request, type, namespace);
  if (namespace === undefined) throw noSuchPath();
  const place: Place = { type, namespace, name: path.name };
  if (path.subresource !== "" && path.subresource !== "status") {
    if (!type.subresources.has(path.subresource)) throw noSuchPath();
    return answerSubresource(context, request, place, path.subresource);
  }
  if (path.subresource === "status" && !type.subresources.has("status")) throw noSuchPath();
  return answerObject(context, request, place, path.subresource);
}

function answerCollection(
  context: ClusterContext,
  request: ApiRequest,
  type: ResourceType,
  namespace: string | undefined,
): Reply {
  const { query } = request;
  if (!type.verbs.includes(request.verb)) throw methodNotAllowed();
  switch (request.verb) {
    case "list": {
      const page = listObjects(context, selectionOf(type, listedNamespace(type, namespace), query), query);
      return presentList(context, request, type, page);
    }
    case "watch":
      return streamWatch(context, request, selectionOf(type, listedNamespace(type, namespace), query));
    case "create": {
      if (namespace === undefined) throw methodNotAllowed();
      const options = optionsOf(request, "CreateOptions");
      const object = createObject(context, { type, namespace }, readBody(type, request, options), options);
      return presentObject(context, request, type, object, 201);
    }
    case "deletecollection":
      return deleteCollection(context, request, type, namespace);
    default:
      throw methodNotAllowed();
  }
}

function answerObject(context: ClusterContext, request: ApiRequest, place: Place, subresource: string): Reply {
  const { type } = place;
  const { query } = request;
  switch (request.verb) {
    case "get":
      return presentObject(context, request, type, existing(context, place));
    case "watch":
      return streamWatch(
        context,
        request,
        selectionOf(type, listedNamespace(type, place.namespace), query, place.name),
      );
    case "update":
      return answerUpdate(context, request, place, subresource);
    case "patch": {
      if (request.contentType === patchTypes.apply) requireManager(query);
      else requireNoForce(query);
      const options = optionsOf(request, "PatchOptions");
      const { object, created } = patchObject(context, place, subresource, request.contentType, request.body, options);
      return presentObject(context, request, type, object, created ? 201 : 200);
    }
    case "delete":
      if (subresource !== "") throw methodNotAllowed();
      return deleteOne(context, request, place);
    default:
      throw methodNotAllowed();
  }
}

function deleteOne(context: ClusterContext, request: ApiRequest, place: Place): Reply {
  const { object, gone } = deleteObject(context, place, removal(request));
  if (!gone || place.type.table === "pods") return json(object);
  const { type, name } = place;
  const { uid } = objectOf(object.metadata);
  return json({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name, ...(type.group === "" ? {} : { group: type.group }), kind: type.resource, uid },
  });
}

function deleteCollection(
  context: ClusterContext,
  request: ApiRequest,
  type: ResourceType,
  namespace: string | undefined,
): Reply {
  // Only within one namespace: a slip in a path must not empty all of them.
  if (type.namespaced && namespace === undefined) throw methodNotAllowed();
  const selection = selectionOf(type, listedNamespace(type, namespace), request.query);
  const { items, revision } = listObjects(context, selection, new URLSearchParams());
  const options = removal(request);
  const removed = items.map((item) => {
    const { name, namespace: home } = objectOf(item.metadata);
    const { object, gone } = deleteObject(
      context,
      { type, namespace: stringOf(home) ?? "", name: String(name) },
      options,
    );
    return gone ? item : object;
  });
  return presentList(context, { ...request, accept: "application/json" }, type, { items: removed, revision });
}

function removal(request: ApiRequest): ReturnType<typeof removeOptions> {
  const { dryRun } = optionsOf(request, "DeleteOptions");
  return removeOptions(request.body.trim() === "" ? {} : parseBody(request), request.query, dryRun);
}

/** A cluster-scoped resource has its objects in no namespace. */
function listedNamespace(type: ResourceType, namespace: string | undefined): string | undefined {
  return type.namespaced ? namespace : undefined;
}
