import { type JsonObject, listOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { User, Wish } from "../auth/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { badRequest, methodNotAllowed } from "../problem/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { json, type Reply } from "./reply.ts";

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
  const review = parse(request.body);
  const spec = objectOf(review.spec);
  const answer = (status: object): Reply =>
    json({ metadata: {}, spec: {}, ...review, kind: type.kind, apiVersion: type.apiVersion, status }, 201);
  switch (type.kind) {
    case "SelfSubjectReview":
      return answer({ userInfo: userInfo(request.user) });
    case "TokenReview": {
      const user = context.tokens.userOf(stringOf(spec.token) ?? "");
      return answer(
        user === undefined
          ? { user: {}, error: "invalid bearer token" }
          : { authenticated: true, user: userInfo(user) },
      );
    }
    case "SelfSubjectRulesReview":
      return answer(rulesOf(context, request.user, stringOf(spec.namespace) ?? ""));
    default: {
      const user =
        type.kind === "SelfSubjectAccessReview"
          ? request.user
          : { name: stringOf(spec.user) ?? "", groups: listOf(spec.groups).map(String) };
      const wish = wishOf(spec, namespace);
      const allowed = context.access.allows(user, wish);
      return answer(allowed ? { allowed, reason: reasonFor(user) } : { allowed });
    }
  }
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

function userInfo({ name, uid, groups }: User): object {
  return { username: name, ...(uid === undefined ? {} : { uid }), groups };
}

function reasonFor(user: User): string {
  return user.groups.includes("system:masters") ? "" : `RBAC: allowed to ${JSON.stringify(user.name)}`;
}

function parse(body: string): JsonObject {
  try {
    return objectOf(JSON.parse(body));
  } catch {
    throw badRequest("a review is a JSON object");
  }
}
