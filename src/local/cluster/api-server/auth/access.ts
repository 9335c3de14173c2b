import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../../../../lib/index.ts";
import { type Labels, labelSelectorOf } from "../selectors/index.ts";
import type { ObjectStore } from "../store/index.ts";
import type { User } from "./user.ts";

/** What a request wants, in the words of RBAC rules. */
export type Wish =
  | {
      readonly verb: string;
      readonly group: string;
      /** With its subresource: `pods/log`. */
      readonly resource: string;
      readonly namespace: string | undefined;
      readonly name: string | undefined;
    }
  | { readonly verb: string; readonly path: string };

/** A rule that holds for a user, and the binding by which it does. */
interface Grant {
  readonly rule: JsonObject;
  readonly source: string;
}

const suffix = ".rbac.authorization.k8s.io";
const tables = {
  roles: `roles${suffix}`,
  roleBindings: `rolebindings${suffix}`,
  clusterRoles: `clusterroles${suffix}`,
  clusterRoleBindings: `clusterrolebindings${suffix}`,
};

/** Who may do what, by the cluster's roles and bindings. Members of `system:masters` may do everything. */
export class Access {
  readonly #store: ObjectStore;
  readonly #rules = new Map<string, readonly Grant[]>();

  constructor(store: ObjectStore) {
    this.#store = store;
    store.subscribe(({ table }) => {
      if (table.endsWith(suffix)) this.#rules.clear();
    });
  }

  allows(user: User, wish: Wish): boolean {
    return this.reasonFor(user, wish) !== undefined;
  }

  /** Which binding allows it, in the words of the real server; empty for members of `system:masters`. */
  reasonFor(user: User, wish: Wish): string | undefined {
    if (user.groups.includes("system:masters")) return "";
    const namespace = "path" in wish ? "" : (wish.namespace ?? "");
    const found = this.#grantsFor(user, namespace).find(({ rule }) => covers(rule, wish));
    return found === undefined ? undefined : `RBAC: allowed by ${found.source}`;
  }

  /** The rules that hold for a user in a namespace, those of the whole cluster included. */
  rulesFor(user: User, namespace: string): readonly JsonObject[] {
    return this.#grantsFor(user, namespace).map(({ rule }) => rule);
  }

  #grantsFor(user: User, namespace: string): readonly Grant[] {
    const key = [user.name, ...user.groups, "", namespace].join("\0");
    let rules = this.#rules.get(key);
    if (rules === undefined) this.#rules.set(key, (rules = this.#collect(user, namespace)));
    return rules;
  }

  #collect(user: User, namespace: string): readonly Grant[] {
    const grants = ([, binding]: readonly [string, JsonObject], home: string): readonly Grant[] => {
      const subject = boundSubject(binding, user, home);
      if (subject === undefined) return [];
      const source = sourceText(binding, subject, home);
      return (this.rulesOfRole(objectOf(binding.roleRef), home) ?? []).map((rule) => ({ rule, source }));
    };
    const cluster = this.#store.list(tables.clusterRoleBindings).flatMap((entry) => grants(entry, ""));
    if (namespace === "") return cluster;
    return [
      ...cluster,
      ...this.#store.list(tables.roleBindings, namespace).flatMap((entry) => grants(entry, namespace)),
    ];
  }

  /** The rules of the role that a binding names; `undefined` when it is not there. */
  rulesOfRole({ kind, name }: JsonObject, namespace: string): readonly JsonObject[] | undefined {
    const role =
      kind === "Role"
        ? this.#store.get(tables.roles, namespace, String(name))
        : this.#store.get(tables.clusterRoles, "", String(name));
    if (role === undefined) return undefined;
    const selectors = listOf(objectOf(role.aggregationRule).clusterRoleSelectors).map(labelSelectorOf);
    const parts = this.#store
      .list(tables.clusterRoles)
      .map(([, part]) => part)
      .filter((part) => selectors.some((selects) => selects(objectOf(objectOf(part.metadata).labels) as Labels)));
    return [role, ...parts].flatMap((part) => listOf(part.rules).map(objectOf));
  }
}

/** The subject of a binding that a user is, or is one of. */
function boundSubject(binding: JsonObject, user: User, namespace: string): JsonObject | undefined {
  return listOf(binding.subjects)
    .map(objectOf)
    .find((subject) => {
      const name = stringOf(subject.name) ?? "";
      if (subject.kind === "User") return name === user.name;
      if (subject.kind === "Group") return user.groups.includes(name);
      return user.name === `system:serviceaccount:${stringOf(subject.namespace) ?? namespace}:${name}`;
    });
}

function sourceText({ metadata, roleRef }: JsonObject, subject: JsonObject, home: string): string {
  const quote = (...parts: readonly unknown[]): string => JSON.stringify(parts.map(textOf).join("/"));
  const { name } = objectOf(metadata);
  const { kind: roleKind, name: role } = objectOf(roleRef);
  const binding = home === "" ? `ClusterRoleBinding ${quote(name)}` : `RoleBinding ${quote(name, home)}`;
  const { kind, name: who, namespace } = subject;
  const shown = kind === "ServiceAccount" ? quote(who, stringOf(namespace) ?? home) : quote(who);
  return `${binding} of ${textOf(roleKind)} ${quote(role)} to ${textOf(kind)} ${shown}`;
}

function covers(rule: JsonObject, wish: Wish): boolean {
  const lists = (name: string, value: string): boolean => {
    const values = listOf(rule[name]);
    return values.includes("*") || values.includes(value);
  };
  if (!lists("verbs", wish.verb)) return false;
  if ("path" in wish) {
    return listOf(rule.nonResourceURLs).some(
      (url) =>
        url === wish.path || (typeof url === "string" && url.endsWith("*") && wish.path.startsWith(url.slice(0, -1))),
    );
  }
  const names = listOf(rule.resourceNames);
  const [, sub] = wish.resource.split("/");
  return (
    lists("apiGroups", wish.group) &&
    (lists("resources", wish.resource) || (sub !== undefined && listOf(rule.resources).includes(`*/${sub}`))) &&
    (names.length === 0 || (wish.name !== undefined && names.includes(wish.name)))
  );
}
