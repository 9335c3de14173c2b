import { isObject, type JsonObject, listOf, objectOf, sameJson, stringOf, without } from "../../../../lib/index.ts";
import { escalationIn, everyRight, type User } from "../auth/index.ts";
import { forbidden, notFound } from "../problem/index.ts";
import type { ConfirmWrite } from "../rest/index.ts";
import type { ClusterContext } from "./context.ts";

const rbac = "rbac.authorization.k8s.io";

/**
 * Refuses roles and bindings that grant more than who writes them has.
 *
 * Free are administrators, who may `escalate` roles, and who may `bind` the role that a binding names.
 */
export function escalationGuard({ access }: ClusterContext, user: User): ConfirmWrite {
  return ({ type, namespace, name }, object, before) => {
    if (type.group !== rbac || user.groups.includes("system:masters")) return;
    if (before !== undefined && sameJson(grantedBy(before), grantedBy(object))) return;
    const place = { group: type.group, namespace: type.namespaced ? namespace : undefined };
    const refuse = (granted: readonly JsonObject[], words?: string): void => {
      const why = escalationIn(user, access.rulesFor(user, place.namespace ?? ""), granted);
      if (why !== undefined) throw forbidden(type, name, words ?? why);
    };
    if (type.resource === "roles" || type.resource === "clusterroles") {
      // Whether a name was asked for shows in the request alone: a creation names none.
      const named = before === undefined ? undefined : name;
      if (access.allows(user, { ...place, verb: "escalate", resource: type.resource, name: named })) return;
      refuse(listOf(object.rules).map(objectOf));
      const isAggregated = [object, before].some((one) => isObject(one?.aggregationRule));
      if (isAggregated) refuse(everyRight, "must have cluster-admin privileges to use the aggregationRule");
      return;
    }
    const { kind, name: bound } = objectOf(object.roleRef);
    const role = stringOf(bound) ?? "";
    const resource = kind === "Role" ? "roles" : "clusterroles";
    if (access.allows(user, { ...place, verb: "bind", resource, name: role })) return;
    const rules = access.rulesOfRole(objectOf(object.roleRef), place.namespace ?? "");
    if (rules === undefined) throw notFound(type, name);
    refuse(rules);
  };
}

/** What of a role or binding grants rights: everything but what the garbage collector changes. */
function grantedBy(object: JsonObject): JsonObject {
  const { labels, annotations } = objectOf(object.metadata);
  return { ...without(object, "metadata"), labels, annotations };
}
