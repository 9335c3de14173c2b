import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { User } from "../auth/index.ts";
import { forbidden, unauthorized } from "../problem/index.ts";
import type { ClusterContext } from "./context.ts";

/** A part of an identity that a request asks for, as RBAC names it. */
interface Wanted {
  readonly kind: "ServiceAccount" | "User" | "Group" | "UID" | "UserExtra";
  readonly name: string;
  readonly namespace?: string;
  /** Of more that is known of a user: its key. */
  readonly key?: string;
}

const authentication = "authentication.k8s.io";
const resources = { ServiceAccount: "serviceaccounts", User: "users", Group: "groups", UID: "uids" };

/**
 * Who asks, or as whom: only for those who may act as that user, in each of the groups, and with everything else.
 *
 * @throws {ApiProblem} 401 and 403
 */
export function userOf({ tokens, access }: ClusterContext, { headers }: IncomingMessage): User {
  const user = tokens.authenticate(headers.authorization);
  if (user === undefined) throw unauthorized();
  const wanted = wantedIn(headers);
  for (const one of wanted) {
    const isAuthentication = one.kind === "UID" || one.kind === "UserExtra";
    const group = isAuthentication ? authentication : "";
    const resource = one.kind === "UserExtra" ? `userextras/${one.key ?? ""}` : resources[one.kind];
    const { name, namespace } = one;
    if (access.allows(user, { verb: "impersonate", group, resource, namespace, name })) continue;
    const scope = namespace === undefined ? "at the cluster scope" : `in the namespace ${JSON.stringify(namespace)}`;
    throw forbidden(
      { group, resource: resource.split("/")[0] ?? "" },
      name,
      `User ${JSON.stringify(user.name)} cannot impersonate resource ${JSON.stringify(resource)} in API group ${JSON.stringify(group)} ${scope}`,
    );
  }
  return wanted.length === 0 ? user : actingUser(wanted);
}

/** Why no identity can be made of what a request asks for; `undefined` when one can, or none is asked for. */
export function impersonationFault(headers: IncomingHttpHeaders): string | undefined {
  const wanted = wantedIn(headers);
  if (wanted.length === 0 || wanted.some(({ kind }) => kind === "User" || kind === "ServiceAccount")) return undefined;
  const shown = wanted.map(({ kind, name, key = "" }) => {
    const version = kind === "Group" ? "" : `${authentication}/v1`;
    return `{${[kind, "", name, "", version, "", key].join(" ")}}`;
  });
  return `requested [${shown.join(" ")}] without impersonating a user`;
}

function wantedIn(headers: IncomingHttpHeaders): readonly Wanted[] {
  const text = (name: string): string => String(headers[name] ?? "");
  const listed = (value: string | readonly string[] | undefined): readonly string[] =>
    typeof value === "string" ? value.split(", ") : (value ?? []);
  const user = text("impersonate-user");
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  const prefix = "impersonate-extra-";
  return [
    ...(user === ""
      ? []
      : account === undefined || namespace === undefined
        ? [{ kind: "User", name: user } as const]
        : [{ kind: "ServiceAccount", name: account, namespace } as const]),
    ...listed(headers["impersonate-group"]).map((name) => ({ kind: "Group", name }) as const),
    ...Object.keys(headers)
      .filter((name) => name.startsWith(prefix))
      .flatMap((header) =>
        listed(headers[header]).map((name) => ({ kind: "UserExtra", name, key: header.slice(prefix.length) }) as const),
      ),
    ...(text("impersonate-uid") === "" ? [] : [{ kind: "UID", name: text("impersonate-uid") } as const]),
  ];
}

function actingUser(wanted: readonly Wanted[]): User {
  const [first] = wanted;
  const groups = wanted.filter(({ kind }) => kind === "Group").map(({ name }) => name);
  const uid = wanted.find(({ kind }) => kind === "UID")?.name;
  const extra = new Map<string, readonly string[]>();
  for (const { kind, name, key = "" } of wanted) {
    if (kind === "UserExtra") extra.set(key, [...(extra.get(key) ?? []), name]);
  }
  const name =
    first?.kind === "ServiceAccount"
      ? `system:serviceaccount:${first.namespace ?? ""}:${first.name}`
      : (first?.name ?? "");
  if (first?.kind === "ServiceAccount" && groups.length === 0) {
    groups.push("system:serviceaccounts", `system:serviceaccounts:${first.namespace ?? ""}`);
  }
  const own = name === "system:anonymous" ? "system:unauthenticated" : "system:authenticated";
  const isSaid = groups.some((group) => group === own || group === "system:unauthenticated");
  return {
    name,
    groups: isSaid ? groups : [...groups, own],
    ...(uid === undefined ? {} : { uid }),
    ...(extra.size === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}
