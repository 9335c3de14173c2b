import { type JsonObject, listOf, objectOf, stringOf } from "../../../../lib/index.ts";
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
  readonly #rules = new Map<string, readonly JsonObject[]>();

  constructor(store: ObjectStore) {
    this.#store = store;
    store.subscribe(({ table }) => {
      if (table.endsWith(suffix)) this.#rules.clear();
    });
  }

  allows(user: User, wish: Wish): boolean {
    if (user.groups.includes("system:masters")) return true;
    const namespace = "path" in wish ? "" : (wish.namespace ?? "");
    return this.rulesFor(user, namespace).some((rule) => covers(rule, wish));
  }

  /** The rules that hold for a user in a namespace, those of the whole cluster included. */
  rulesFor(user: User, namespace: string): readonly JsonObject[] {
    const key = [user.name, ...user.groups, "", namespace].join("\0");
    let rules = this.#rules.get(key);
    if (rules === undefined) this.#rules.set(key, (rules = this.#collect(user, namespace)));
    return rules;
  }

  #collect(user: User, namespace: string): readonly JsonObject[] {
    const cluster = this.#store
      .list(tables.clusterRoleBindings)
      .filter(([, binding]) => binds(binding, user, ""))
      .flatMap(([, binding]) => this.#rulesOf(binding, ""));
    if (namespace === "") return cluster;
    const local = this.#store
      .list(tables.roleBindings, namespace)
      .filter(([, binding]) => binds(binding, user, namespace))
      .flatMap(([, binding]) => this.#rulesOf(binding, namespace));
    return [...cluster, ...local];
  }

  #rulesOf(binding: JsonObject, namespace: string): readonly JsonObject[] {
    const { kind, name } = objectOf(binding.roleRef);
    const role =
      kind === "Role"
        ? this.#store.get(tables.roles, namespace, String(name))
        : this.#store.get(tables.clusterRoles, "", String(name));
    if (role === undefined) return [];
    const selectors = listOf(objectOf(role.aggregationRule).clusterRoleSelectors).map(labelSelectorOf);
    const parts = this.#store
      .list(tables.clusterRoles)
      .map(([, part]) => part)
      .filter((part) => selectors.some((selects) => selects(objectOf(objectOf(part.metadata).labels) as Labels)));
    return [role, ...parts].flatMap((part) => listOf(part.rules).map(objectOf));
  }
}

function binds(binding: JsonObject, user: User, namespace: string): boolean {
  return listOf(binding.subjects)
    .map(objectOf)
    .some((subject) => {
      const name = stringOf(subject.name) ?? "";
      if (subject.kind === "User") return name === user.name;
      if (subject.kind === "Group") return user.groups.includes(name);
      return user.name === `system:serviceaccount:${stringOf(subject.namespace) ?? namespace}:${name}`;
    });
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
