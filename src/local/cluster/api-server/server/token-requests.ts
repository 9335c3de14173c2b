import { isObject, type JsonObject, listOf, numberOf, objectOf, stringOf, textOf } from "../../../../lib/index.ts";
import { defaultAudiences } from "../auth/index.ts";
import { groupVersionOf } from "../kinds/index.ts";
import { badRequest, conflict, invalid, methodNotAllowed, notFound } from "../problem/index.ts";
import { existing, managedAsNew, type Place, timestamp } from "../rest/index.ts";
import { facts, TypeNode } from "../schema/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { json, type Reply } from "./reply.ts";
import { optionsOf, parseBody } from "./request-body.ts";

const group = "authentication.k8s.io";
const kind = { group, kind: "TokenRequest" };
const leastSeconds = 600;
const mostSeconds = 2 ** 32;

/** Answers a request for a token of a service account. */
export function issueToken(context: ClusterContext, request: ApiRequest, place: Place): Reply {
  if (request.verb !== "create") throw methodNotAllowed();
  const review = request.body.trim() === "" ? {} : parseBody(request);
  requireOwnNames(place, objectOf(review.metadata));
  const account = existing(context, place);
  const { uid } = objectOf(account.metadata);
  const asked = stringOf(objectOf(review.metadata).uid) ?? "";
  if (asked !== "" && asked !== uid) {
    const why = `the UID in the token request (${asked}) does not match the UID of the service account (${textOf(uid)})`;
    throw conflict({ group, resource: "TokenRequest" }, place.name, why);
  }
  const spec = objectOf(review.spec);
  const wanted = listOf(spec.audiences).map(textOf);
  const audiences = wanted.length === 0 ? defaultAudiences : wanted;
  const expirationSeconds = numberOf(spec.expirationSeconds) ?? 3600;
  requireDuration(expirationSeconds);
  const reference = isObject(spec.boundObjectRef) ? spec.boundObjectRef : undefined;
  const boundTo = reference === undefined ? undefined : boundObject(context, place, reference);
  const { token, expires } = context.tokens.issue({
    namespace: place.namespace,
    account,
    audiences,
    expirationSeconds,
    boundTo,
  });
  const now = timestamp(context.now());
  const sent = { spec: { ...spec, expirationSeconds } };
  const by = {
    name: optionsOf(request, "CreateOptions").manager,
    operation: "Update",
    apiVersion: `${group}/v1`,
    subresource: "token",
  } as const;
  // The server's own form of a request has the reference, though it refers to nothing.
  const before = { spec: { boundObjectRef: {} } };
  const managedFields = managedAsNew(tokenType(), sent, by, now, before);
  return json(
    {
      kind: "TokenRequest",
      apiVersion: `${group}/v1`,
      metadata: { name: place.name, namespace: place.namespace, uid, creationTimestamp: now, managedFields },
      spec: { audiences, expirationSeconds, boundObjectRef: reference ?? null },
      status: { token, expirationTimestamp: timestamp(expires) },
    },
    201,
  );
}

function tokenType(): TypeNode {
  return new TypeNode({ $ref: "io.k8s.api.authentication.v1.TokenRequest" }, facts().schemas);
}

function requireOwnNames(place: Place, metadata: JsonObject): void {
  for (const field of ["name", "namespace"] as const) {
    const stated = stringOf(metadata[field]) ?? "";
    if (stated === "" || stated === place[field]) continue;
    const why = `must match the service account ${field} if specified`;
    const message = `Invalid value: ${JSON.stringify(stated)}: ${why}`;
    throw invalid(kind, place.name, [{ reason: "FieldValueInvalid", message, field: `metadata.${field}` }]);
  }
}

function requireDuration(seconds: number): void {
  const why =
    seconds < leastSeconds
      ? "may not specify a duration less than 10 minutes"
      : seconds > mostSeconds
        ? "may not specify a duration larger than 2^32 seconds"
        : undefined;
  if (why === undefined) return;
  const message = `Invalid value: ${seconds}: ${why}`;
  throw invalid(kind, "", [{ reason: "FieldValueInvalid", message, field: "spec.expirationSeconds" }]);
}

const tables: Readonly<Record<string, string>> = { Pod: "pods", Secret: "secrets", Node: "nodes" };

/** The object with which a token ends, with its uid. */
function boundObject({ store }: ClusterContext, place: Place, reference: JsonObject): JsonObject {
  const { group: of, version } = groupVersionOf(stringOf(reference.apiVersion) ?? "");
  const boundKind = stringOf(reference.kind) ?? "";
  const table = of === "" ? tables[boundKind] : undefined;
  if (table === undefined) {
    throw badRequest(`cannot bind token to object of type ${of}/${version}, Kind=${boundKind}`);
  }
  const name = textOf(reference.name);
  const object = store.get(table, boundKind === "Node" ? "" : place.namespace, name);
  if (object === undefined) throw notFound({ group: "", resource: table }, name);
  const owner = stringOf(objectOf(object.spec).serviceAccountName);
  if (boundKind === "Pod" && owner !== place.name) {
    const shown = JSON.stringify(place.name);
    throw badRequest(
      `cannot bind token for serviceaccount ${shown} to pod running with different serviceaccount name.`,
    );
  }
  const { uid } = objectOf(object.metadata);
  const stated = stringOf(reference.uid) ?? "";
  if (stated !== "" && stated !== uid) {
    const why = `the UID in the bound object reference (${stated}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: "", resource: boundKind }, name, why);
  }
  return { ...reference, uid };
}
