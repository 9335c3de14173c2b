import { type JsonObject, listOf, objectOf, stringOf } from "../../../../lib/index.ts";
import { defaultAudiences, type User, type Wish } from "../auth/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { badRequest, invalid, methodNotAllowed, type StatusCause } from "../problem/index.ts";
import { managedAsNew, timestamp } from "../rest/index.ts";
import { decode } from "../schema/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { json, type Reply } from "./reply.ts";
import { optionsOf } from "./request-body.ts";

/** Kinds that are answered and never stored. */
const reviews = new Set([
  "SelfSubjectAccessReview",
  "SelfSubjectRulesReview",
  "SubjectAccessReview",
  "LocalSubjectAccessReview",
  "SelfSubjectReview",
  "TokenReview",
]);

export function isReview({ kind }: ResourceType): boolean {
  return reviews.has(kind);
}

/** Answers questions about users and what they may do. */
export function answerReview(
  context: ClusterContext,
  request: ApiRequest,
  type: ResourceType,
  namespace: string | undefined,
): Reply {
  if (request.verb !== "create") throw methodNotAllowed();
  const { value } = decode(type.type, parse(request.body));
  const spec = objectOf(objectOf(value).spec);
  const named = { kind: type.kind, apiVersion: type.apiVersion };
  const by = {
    name: optionsOf(request, "CreateOptions").manager,
    operation: "Update",
    apiVersion: type.apiVersion,
    subresource: "",
  } as const;
  const answer = (status: object): Reply => {
    const managedFields = managedAsNew(type.type, { spec }, by, timestamp(context.now()));
    const home = type.namespaced && namespace !== undefined ? { namespace } : {};
    return json({ ...named, metadata: { ...home, managedFields }, spec, status }, 201);
  };
  switch (type.kind) {
    case "SelfSubjectReview": {
      const metadata = { creationTimestamp: timestamp(context.now()) };
      return json({ ...named, metadata, status: { userInfo: userInfo(request.user) } }, 201);
    }
    case "TokenReview":
      return answer(reviewToken(context, spec));
    case "SelfSubjectRulesReview": {
      const home = stringOf(spec.namespace) ?? "";
      if (home === "") throw badRequest("no namespace on request");
      return json({ ...named, metadata: {}, spec: {}, status: rulesOf(context, request.user, home) }, 201);
    }
    default: {
      requireQuestion(type.kind, spec, namespace);
      const user =
        type.kind === "SelfSubjectAccessReview"
          ? request.user
          : { name: stringOf(spec.user) ?? "", groups: listOf(spec.groups).map(String) };
      const reason = context.access.reasonFor(user, wishOf(spec, namespace));
      if (reason === undefined) return answer({ allowed: false });
      return answer({ allowed: true, ...(reason === "" ? {} : { reason }) });
    }
  }
}

function reviewToken({ tokens }: ClusterContext, spec: JsonObject): object {
  const token = stringOf(spec.token) ?? "";
  if (token === "") throw badRequest("token is required for TokenReview in authentication");
  const wanted = listOf(spec.audiences).map(String);
  const audiences = wanted.length === 0 ? defaultAudiences : wanted;
  const user = tokens.userOf(token, audiences);
  if (user !== undefined) {
    return { authenticated: true, user: userInfo(user), audiences: tokens.audiencesOf(token, audiences) };
  }
  const own = tokens.userOf(token);
  const quoted = (names: readonly string[]): string => `[${names.map((name) => JSON.stringify(name)).join(" ")}]`;
  const error =
    own === undefined
      ? "invalid bearer token"
      : `[invalid bearer token, token audiences ${quoted(defaultAudiences)} is invalid for the target audiences ${quoted(audiences)}]`;
  return { user: {}, error };
}

/** A review asks one thing, and of others it says of whom. */
function requireQuestion(kind: string, spec: JsonObject, namespace: string | undefined): void {
  const causes: StatusCause[] = [];
  const refuse = (field: string, value: unknown, why: string): void => {
    const message = `Invalid value: ${JSON.stringify(value)}: ${why}`;
    causes.push({ reason: "FieldValueInvalid", message, field: `spec.${field}` });
  };
  const { resourceAttributes: resource, nonResourceAttributes: other } = spec;
  if (resource !== undefined && other !== undefined) {
    const { path: Path = "", verb: Verb = "" } = objectOf(other);
    refuse("nonResourceAttributes", { Path, Verb }, "cannot be specified in combination with resourceAttributes");
  }
  if (resource === undefined && other === undefined) {
    const why = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    refuse("resourceAttributes", null, why);
  }
  if (kind !== "SelfSubjectAccessReview" && (stringOf(spec.user) ?? "") === "" && listOf(spec.groups).length === 0) {
    refuse("user", "", "at least one of user or group must be specified");
  }
  if (kind === "LocalSubjectAccessReview") {
    const home = objectOf(resource).namespace ?? "";
    if (resource !== undefined && home !== namespace) {
      refuse("resourceAttributes.namespace", home, "must match metadata.namespace");
    }
    if (other !== undefined) refuse("nonResourceAttributes", other, "disallowed on this kind of request");
  }
  if (causes.length > 0) throw invalid({ group: "authorization.k8s.io", kind: "" }, "", causes);
}

function wishOf(spec: JsonObject, namespace: string | undefined): Wish {
  if (spec.nonResourceAttributes !== undefined) {
    const { path, verb } = objectOf(spec.nonResourceAttributes);
    return { verb: String(verb), path: String(path) };
  }
  const { verb, group, resource, subresource, namespace: stated, name } = objectOf(spec.resourceAttributes);
  const plural = stringOf(resource) ?? "";
  return {
    verb: stringOf(verb) ?? "",
    group: stringOf(group) ?? "",
    resource: stringOf(subresource) === undefined || subresource === "" ? plural : `${plural}/${String(subresource)}`,
    namespace: stringOf(stated) === "" ? undefined : (stringOf(stated) ?? namespace),
    name: stringOf(name) === "" ? undefined : stringOf(name),
  };
}

function rulesOf({ access }: ClusterContext, user: User, namespace: string): object {
  const all = user.groups.includes("system:masters")
    ? [
        { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
        { verbs: ["*"], nonResourceURLs: ["*"] },
      ]
    : access.rulesFor(user, namespace);
  return {
    resourceRules: all.filter((rule) => "resources" in rule),
    nonResourceRules: all.filter((rule) => "nonResourceURLs" in rule),
    incomplete: false,
  };
}

function userInfo({ name, uid, groups, extra }: User): object {
  return { username: name, ...(uid === undefined ? {} : { uid }), groups, ...(extra === undefined ? {} : { extra }) };
}

function parse(body: string): JsonObject {
  try {
    return objectOf(JSON.parse(body));
  } catch {
    throw badRequest("a review is a JSON object");
  }
}
