import { create, keeping, type Manifest, type Sent, unseen } from "./exchange.ts";
import { serviceAccount } from "./manifests.ts";

export const rbac = "rbac.authorization.k8s.io";
export const account = "system:serviceaccount:{ns}:account";
export const maps = "/api/v1/namespaces/{ns}/configmaps";
export const accounts = "/api/v1/namespaces/{ns}/serviceaccounts";

type Rule = Readonly<Record<string, readonly string[]>>;
export const role = (name: string, ...rules: readonly Rule[]): Manifest => ({
  apiVersion: `${rbac}/v1`,
  kind: "Role",
  metadata: { name },
  rules,
});
export const clusterRole = (name: string, ...rules: readonly Rule[]): Manifest => ({
  ...role(`${name}-{ns}`, ...rules),
  kind: "ClusterRole",
});
export const binding = (
  name: string,
  kind = "Role",
  to = name,
  subject: object = { kind: "ServiceAccount", name: "account", namespace: "{ns}" },
): Manifest => ({
  apiVersion: `${rbac}/v1`,
  kind: "RoleBinding",
  metadata: { name },
  roleRef: { apiGroup: rbac, kind, name: to },
  subjects: [subject],
});
export const clusterBinding = (name: string): Manifest => ({
  ...binding(`${name}-{ns}`, "ClusterRole"),
  kind: "ClusterRoleBinding",
});
export const reading: Rule = { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] };

/** With the rights of an account, whose token an earlier request asked for. */
export const as = (sent: Sent, name = "token"): Sent => ({
  ...sent,
  headers: { ...sent.headers, authorization: `Bearer {${name}}` },
});
export const acting = (sent: Sent, headers: Readonly<Record<string, string>>): Sent => ({
  ...sent,
  headers: { ...sent.headers, ...headers },
});
export const tokenFor = (spec: object = {}, name = "account"): Sent => ({
  method: "POST",
  path: `${accounts}/${name}/token`,
  body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec },
});
export const anAccount = unseen(create(serviceAccount));
export const token = unseen(keeping({ token: "status.token" }, tokenFor()));
const granted = (...rules: readonly Rule[]): readonly Sent[] => [
  unseen(create(role("granted", ...rules))),
  unseen(create(binding("granted"))),
];
/** Until the server has heard of the grant. */
export const once = (sent: Sent, status: number): Sent => ({ ...as(sent), until: status });
/** An account with a token and these rights. */
export const withRights = (...rules: readonly Rule[]): readonly Sent[] => [anAccount, token, ...granted(...rules)];

export const review = (kind: string, spec: object): Sent => ({
  method: "POST",
  path: `/apis/authorization.k8s.io/v1/${kind === "LocalSubjectAccessReview" ? "namespaces/{ns}/" : ""}${kind.toLowerCase()}s`,
  body: { apiVersion: "authorization.k8s.io/v1", kind, spec },
});
export const who: Sent = {
  method: "POST",
  path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
  body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
};
