import { type JsonObject, objectOf } from "../../../../lib/index.ts";
import { type FieldPath, ownersOf } from "../apply/index.ts";
import { builtInTypeOf } from "../kinds/index.ts";
import { badRequest, methodNotAllowed } from "../problem/index.ts";
import {
  applyThrough,
  changed,
  existing,
  type Place,
  patchTypes,
  readApplied,
  replaceObject,
  requireManager,
  requireSame,
} from "../rest/index.ts";
import { decode } from "../schema/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { json, type Reply } from "./reply.ts";
import { optionsOf, parseBody } from "./request-body.ts";
import { readScale, replicasPath, writeScale } from "./scale.ts";

/** Answers a request for the Scale of an object. */
export function answerScale(context: ClusterContext, request: ApiRequest, place: Place): Reply {
  const before = existing(context, place);
  if (request.verb === "get") return json(readScale(place.type, before));
  const isApply = request.verb === "patch" && request.contentType === patchTypes.apply;
  const after = isApply ? applied(context, request, place, before) : updated(context, request, place, before);
  return json(readScale(place.type, after));
}

function applied(context: ClusterContext, request: ApiRequest, place: Place, before: JsonObject): JsonObject {
  requireManager(request.query);
  const scale = scaleIn(readApplied(request.body, { apiVersion: "autoscaling/v1", kind: "Scale" }));
  requireSame(place, objectOf(scale.metadata), objectOf(before.metadata));
  const { apiVersion, kind } = place.type;
  const { name, namespace } = objectOf(before.metadata);
  const nothing = { apiVersion, kind, metadata: { name, namespace } };
  const wanted = writeScale(place.type, nothing, { spec: scale.spec }, place.name);
  return applyThrough(context, place, "scale", wanted, optionsOf(request, "PatchOptions"));
}

function updated(context: ClusterContext, request: ApiRequest, place: Place, before: JsonObject): JsonObject {
  const options = optionsOf(request, request.verb === "patch" ? "PatchOptions" : "UpdateOptions");
  const after = writeScale(place.type, before, scaleIn(sentScale(request, place, before)), place.name);
  const owners = ownersOf(before) ?? [];
  const path: FieldPath = replicasPath(place.type).map((step) => `f:${step}`);
  // The Scale of replicas without an owner has none either, and stays so: a real server keeps no owners where none were.
  const isOwned = owners.some(({ fields }) => fields.has(path));
  return replaceObject(context, place, after, options, { subresource: "scale", ...(!isOwned && { owners }) });
}

function sentScale(request: ApiRequest, { type }: Place, before: JsonObject): unknown {
  if (request.verb === "update") return parseBody(request);
  if (request.verb !== "patch") throw methodNotAllowed();
  const current = readScale(type, before);
  const scaleType = builtInTypeOf("autoscaling", "v1", "Scale");
  return changed({ ...type, type: scaleType, custom: undefined }, current, request.contentType, request.body);
}

function scaleIn(sent: unknown): JsonObject {
  const { value, fault } = decode(builtInTypeOf("autoscaling", "v1", "Scale"), sent);
  if (fault !== undefined) throw badRequest(fault.message);
  return objectOf(value);
}
