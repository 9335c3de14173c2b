import {
  create,
  type Exchange,
  exchange,
  get,
  keeping,
  type Manifest,
  type RequestTable,
  remove,
  replace,
  type Sent,
  unseen,
} from "./exchange.ts";
import { configMap, pod, serviceAccount } from "./manifests.ts";

const rbac = "rbac.authorization.k8s.io";
const account = "system:serviceaccount:{ns}:account";
const maps = "/api/v1/namespaces/{ns}/configmaps";
const accounts = "/api/v1/namespaces/{ns}/serviceaccounts";

type Rule = Readonly<Record<string, readonly string[]>>;
const role = (name: string, ...rules: readonly Rule[]): Manifest => ({
  apiVersion: `${rbac}/v1`,
  kind: "Role",
  metadata: { name },
  rules,
});
const clusterRole = (name: string, ...rules: readonly Rule[]): Manifest => ({
  ...role(`${name}-{ns}`, ...rules),
  kind: "ClusterRole",
});
const binding = (
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
const clusterBinding = (name: string): Manifest => ({
  ...binding(`${name}-{ns}`, "ClusterRole"),
  kind: "ClusterRoleBinding",
});
const reading: Rule = { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] };

/** With the rights of an account, whose token an earlier request asked for. */
const as = (sent: Sent, name = "token"): Sent => ({
  ...sent,
  headers: { ...sent.headers, authorization: `Bearer {${name}}` },
});
const acting = (sent: Sent, headers: Readonly<Record<string, string>>): Sent => ({
  ...sent,
  headers: { ...sent.headers, ...headers },
});
const tokenFor = (spec: object = {}, name = "account"): Sent => ({
  method: "POST",
  path: `${accounts}/${name}/token`,
  body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec },
});
const anAccount = unseen(create(serviceAccount));
const token = unseen(keeping({ token: "status.token" }, tokenFor()));
const granted = (...rules: readonly Rule[]): readonly Sent[] => [
  unseen(create(role("granted", ...rules))),
  unseen(create(binding("granted"))),
];
/** Until the server has heard of the grant. */
const once = (sent: Sent, status: number): Sent => ({ ...as(sent), until: status });
/** An account with a token and these rights. */
const withRights = (...rules: readonly Rule[]): readonly Sent[] => [anAccount, token, ...granted(...rules)];

const review = (kind: string, spec: object): Sent => ({
  method: "POST",
  path: `/apis/authorization.k8s.io/v1/${kind === "LocalSubjectAccessReview" ? "namespaces/{ns}/" : ""}${kind.toLowerCase()}s`,
  body: { apiVersion: "authorization.k8s.io/v1", kind, spec },
});
const mayI = (attributes: object): Sent =>
  review("SelfSubjectAccessReview", { resourceAttributes: { namespace: "{ns}", ...attributes } });
const who: Sent = {
  method: "POST",
  path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
  body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
};
const tokenReview = (spec: object): Sent => ({
  method: "POST",
  path: "/apis/authentication.k8s.io/v1/tokenreviews",
  body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec },
});
const anonymous = (path: string): Sent => ({ method: "GET", path, headers: { authorization: "" } });
const asked = (title: string, spec: object): Exchange => exchange(`token: ${title}`, anAccount, tokenFor(spec));

/** Who asks, and what they may do. */
export const access: RequestTable = {
  title: "access",
  exchanges: [
    asked("with what the server decides", {}),
    asked("for an hour and another audience", { audiences: ["vault"], expirationSeconds: 7200 }),
    asked("for less than ten minutes", { expirationSeconds: 60 }),
    asked("for more than the server counts", { expirationSeconds: 4294967297 }),
    asked("bound to a pod that is not there", { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "missing" } }),
    asked("bound to a secret that is not there", {
      boundObjectRef: { kind: "Secret", apiVersion: "v1", name: "missing" },
    }),
    asked("bound to another kind", { boundObjectRef: { kind: "ConfigMap", apiVersion: "v1", name: "a" } }),
    asked("bound to a deployment", { boundObjectRef: { kind: "Deployment", apiVersion: "apps/v1", name: "a" } }),
    exchange("token: of an account that is not there", tokenFor({}, "missing")),
    exchange(
      "token: bound to a pod of another account",
      anAccount,
      unseen(create({ ...pod, metadata: { name: "p" } })),
      tokenFor({ boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "p" } }),
    ),
    exchange(
      "token: bound to a secret",
      anAccount,
      unseen(create({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" } })),
      tokenFor({ boundObjectRef: { kind: "Secret", apiVersion: "v1", name: "s" } }),
    ),
    exchange(
      "token: bound to a secret of another time",
      anAccount,
      unseen(create({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" } })),
      tokenFor({ boundObjectRef: { kind: "Secret", apiVersion: "v1", name: "s", uid: "other" } }),
    ),
    exchange("token: of an account of another time", anAccount, {
      ...tokenFor(),
      body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", metadata: { uid: "other" }, spec: {} },
    }),
    exchange("token: for another name", anAccount, {
      ...tokenFor(),
      body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", metadata: { name: "other" }, spec: {} },
    }),
    exchange("token: read", anAccount, get(`${accounts}/account/token`)),
    exchange("token: who it is", anAccount, token, as(who)),
    exchange("token: of an account that was deleted", anAccount, token, unseen(remove(`${accounts}/account`)), {
      ...as(get(maps)),
      until: 401,
    }),
    exchange(
      "token: bound to a secret that was deleted",
      anAccount,
      unseen(create({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" } })),
      unseen(
        keeping(
          { token: "status.token" },
          tokenFor({ boundObjectRef: { kind: "Secret", apiVersion: "v1", name: "s" } }),
        ),
      ),
      as(get(`${maps}/a`)),
      unseen(remove("/api/v1/namespaces/{ns}/secrets/s")),
      { ...as(get(`${maps}/a`)), until: 401 },
    ),
    exchange(
      "token: for another audience is none",
      anAccount,
      unseen(keeping({ token: "status.token" }, tokenFor({ audiences: ["vault"] }))),
      as(get(maps)),
    ),
    exchange("token: that is none", { ...get(maps), headers: { authorization: "Bearer nonsense" } }),
    exchange("token: of another scheme", { ...get(maps), headers: { authorization: "Basic YTpi" } }),
    exchange("token review: of an account", anAccount, token, tokenReview({ token: "{token}" })),
    exchange(
      "token review: for an audience",
      anAccount,
      unseen(keeping({ token: "status.token" }, tokenFor({ audiences: ["vault", "other"] }))),
      tokenReview({ token: "{token}", audiences: ["vault"] }),
    ),
    exchange(
      "token review: for the wrong audience",
      anAccount,
      token,
      tokenReview({ token: "{token}", audiences: ["vault"] }),
    ),
    exchange("token review: of nonsense", tokenReview({ token: "nonsense" })),
    exchange("token review: of nothing", tokenReview({})),

    exchange("refused: a list", anAccount, token, as(get(maps))),
    exchange("refused: one by its name", anAccount, token, as(get(`${maps}/a`))),
    exchange("refused: a creation", anAccount, token, as(create(configMap))),
    exchange("refused: a collection's deletion", anAccount, token, as(remove(maps))),
    exchange("refused: a watch", anAccount, token, as(get(`${maps}?watch=true&timeoutSeconds=1`))),
    exchange("refused: a subresource", anAccount, token, as(get("/apis/apps/v1/namespaces/{ns}/deployments/a/scale"))),
    exchange("refused: a kind of the cluster", anAccount, token, as(get("/api/v1/nodes"))),
    exchange("refused: a namespace", anAccount, token, as(get("/api/v1/namespaces/{ns}"))),
    exchange("refused: all namespaces", anAccount, token, as(get("/api/v1/configmaps"))),
    exchange("refused: a resource that is not there", anAccount, token, as(get("/apis/example.org/v1/things"))),
    exchange("refused: a path", anAccount, token, as(get("/metrics"))),
    exchange("refused: a token for another account", anAccount, token, as(tokenFor())),

    exchange(
      "granted: what a role names",
      ...withRights(reading),
      unseen(once(get(maps), 200)),
      as(get(`${maps}/a`)),
      as(create(configMap)),
      as(get("/api/v1/namespaces/default/configmaps")),
    ),
    exchange(
      "granted: names alone",
      ...withRights({
        apiGroups: [""],
        resources: ["configmaps"],
        verbs: ["get", "list", "create", "watch"],
        resourceNames: ["a"],
      }),
      unseen(once(get(`${maps}/a`), 404)),
      as(get(`${maps}/b`)),
      as(get(maps)),
      as(create(configMap)),
      as(get(`${maps}?fieldSelector=metadata.name%3Da`)),
      as(get(`${maps}?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Da`)),
    ),
    exchange(
      "granted: a subresource alone",
      ...withRights({ apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["get"] }),
      unseen(once(get("/apis/apps/v1/namespaces/{ns}/deployments/a/scale"), 404)),
      as(get("/apis/apps/v1/namespaces/{ns}/deployments/a")),
    ),
    exchange(
      "granted: a subresource of all",
      ...withRights({ apiGroups: ["apps"], resources: ["*/scale"], verbs: ["get"] }),
      unseen(once(get("/apis/apps/v1/namespaces/{ns}/deployments/a/scale"), 404)),
      as(get("/apis/apps/v1/namespaces/{ns}/deployments/a/status")),
    ),
    exchange(
      "granted: all of a group",
      ...withRights({ apiGroups: ["apps"], resources: ["*"], verbs: ["*"] }),
      unseen(once(get("/apis/apps/v1/namespaces/{ns}/deployments/a/scale"), 404)),
      as(get(`${maps}/a`)),
    ),
    exchange(
      "granted: by a role of the cluster, in a namespace",
      anAccount,
      token,
      unseen(create(clusterRole("r", reading))),
      unseen(create(binding("b", "ClusterRole", "r-{ns}"))),
      unseen(once(get(maps), 200)),
      as(get("/api/v1/configmaps")),
      unseen(remove(`/apis/${rbac}/v1/clusterroles/r-{ns}`)),
    ),
    exchange(
      "granted: in the cluster",
      anAccount,
      token,
      unseen(create(clusterRole("r", reading))),
      unseen(create(clusterBinding("r"))),
      unseen(once(get(maps), 200)),
      as(get(`/api/v1/configmaps?labelSelector=none%3Dsuch`)),
      unseen(remove(`/apis/${rbac}/v1/clusterrolebindings/r-{ns}`)),
      unseen(remove(`/apis/${rbac}/v1/clusterroles/r-{ns}`)),
    ),
    exchange(
      "granted: to a group of accounts",
      anAccount,
      token,
      unseen(create(role("granted", reading))),
      unseen(
        create(
          binding("granted", "Role", "granted", { apiGroup: rbac, kind: "Group", name: "system:serviceaccounts:{ns}" }),
        ),
      ),
      once(get(`${maps}/a`), 404),
    ),
    exchange(
      "granted: to a user of an account's name",
      anAccount,
      token,
      unseen(create(role("granted", reading))),
      unseen(create(binding("granted", "Role", "granted", { apiGroup: rbac, kind: "User", name: account }))),
      once(get(`${maps}/a`), 404),
    ),
    exchange(
      "granted: paths",
      anAccount,
      token,
      unseen(create(clusterRole("r", { nonResourceURLs: ["/metrics", "/debug/*"], verbs: ["get"] }))),
      unseen(create(clusterBinding("r"))),
      unseen({ ...as(mayBe("/debug/pprof")), keep: {} }),
      as(mayBe("/metrics")),
      as(mayBe("/metrics/x")),
      unseen(remove(`/apis/${rbac}/v1/clusterrolebindings/r-{ns}`)),
      unseen(remove(`/apis/${rbac}/v1/clusterroles/r-{ns}`)),
    ),

    exchange("may I: what I may not", anAccount, token, as(mayI({ verb: "get", resource: "configmaps" }))),
    exchange(
      "may I: what I may",
      ...withRights(reading),
      unseen(once(get(maps), 200)),
      as(mayI({ verb: "get", resource: "configmaps" })),
      as(mayI({ verb: "get", resource: "configmaps", name: "a" })),
      as(mayI({ verb: "delete", resource: "configmaps" })),
      as(mayI({ verb: "get", resource: "configmaps", namespace: "" })),
      as(mayI({ verb: "get", resource: "configmaps", subresource: "status" })),
      as(mayI({ verb: "*", resource: "*", group: "*" })),
    ),
    exchange("may I: as an administrator", mayI({ verb: "delete", resource: "nodes" }), mayBe("/metrics")),
    exchange("may I: nothing in particular", review("SelfSubjectAccessReview", {})),
    exchange(
      "may I: two things at once",
      review("SelfSubjectAccessReview", {
        resourceAttributes: { verb: "get" },
        nonResourceAttributes: { verb: "get", path: "/" },
      }),
    ),
    exchange(
      "may they: a user",
      review("SubjectAccessReview", { user: "jane", resourceAttributes: { verb: "get", resource: "pods" } }),
    ),
    exchange(
      "may they: a member of the administrators",
      review("SubjectAccessReview", {
        user: "jane",
        groups: ["system:masters"],
        resourceAttributes: { verb: "get", resource: "pods" },
      }),
    ),
    exchange(
      "may they: an account",
      ...withRights(reading),
      unseen(once(get(maps), 200)),
      review("SubjectAccessReview", {
        user: account,
        resourceAttributes: { namespace: "{ns}", verb: "get", resource: "configmaps" },
      }),
    ),
    exchange(
      "may they: without a user",
      review("SubjectAccessReview", { resourceAttributes: { verb: "get", resource: "pods" } }),
    ),
    exchange("may they: without a question", review("SubjectAccessReview", { user: "jane" })),
    exchange(
      "may they: in a namespace",
      review("LocalSubjectAccessReview", {
        user: "jane",
        resourceAttributes: { namespace: "{ns}", verb: "get", resource: "pods" },
      }),
    ),
    exchange(
      "may they: in another namespace",
      review("LocalSubjectAccessReview", {
        user: "jane",
        resourceAttributes: { namespace: "other", verb: "get", resource: "pods" },
      }),
    ),
    exchange(
      "may they: asked by one who may not",
      anAccount,
      token,
      as(review("SubjectAccessReview", { user: "jane", resourceAttributes: { verb: "get", resource: "pods" } })),
    ),
    exchange(
      "my rules: of an account",
      ...withRights(reading),
      unseen(once(get(maps), 200)),
      as(review("SelfSubjectRulesReview", { namespace: "{ns}" })),
    ),
    exchange("my rules: without a namespace", review("SelfSubjectRulesReview", {})),

    exchange("acting: as a user", acting(who, { "impersonate-user": "jane" })),
    exchange(
      "acting: as a user in groups",
      acting(who, { "impersonate-user": "jane", "impersonate-group": "developers" }),
    ),
    exchange("acting: as an account", acting(who, { "impersonate-user": "system:serviceaccount:{ns}:account" })),
    exchange("acting: as nobody", acting(who, { "impersonate-user": "system:anonymous" })),
    exchange(
      "acting: with a uid and more",
      acting(who, { "impersonate-user": "jane", "impersonate-uid": "7", "impersonate-extra-scopes": "view" }),
    ),
    exchange("acting: as a group alone", acting(who, { "impersonate-group": "developers" })),
    exchange("acting: refused as a user", acting(get(maps), { "impersonate-user": "jane" })),
    exchange("acting: by one who may not", anAccount, token, acting(as(get(maps)), { "impersonate-user": "jane" })),
    exchange(
      "acting: as an account by one who may not",
      anAccount,
      token,
      acting(as(get(maps)), { "impersonate-user": "system:serviceaccount:{ns}:other" }),
    ),
    exchange(
      "acting: by one who may act as a user, not in a group",
      anAccount,
      token,
      unseen(
        create(
          clusterRole("r", { apiGroups: [""], resources: ["users"], verbs: ["impersonate"], resourceNames: ["jane"] }),
        ),
      ),
      unseen(create(clusterBinding("r"))),
      {
        ...acting(as(get(`${maps}/a`)), { "impersonate-user": "jane", "impersonate-group": "developers" }),
        until: 403,
      },
      unseen(remove(`/apis/${rbac}/v1/clusterrolebindings/r-{ns}`)),
      unseen(remove(`/apis/${rbac}/v1/clusterroles/r-{ns}`)),
    ),

    exchange(
      "escalation: a role with more than one has",
      ...withRights(reading, { apiGroups: [rbac], resources: ["roles", "rolebindings"], verbs: ["*"] }),
      unseen(once(get(maps), 200)),
      as(
        create(
          role(
            "more",
            { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: ["get"] },
            { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "create"], resourceNames: ["a"] },
          ),
        ),
      ),
    ),
    exchange(
      "escalation: a role with what one has",
      ...withRights(reading, { apiGroups: [rbac], resources: ["roles"], verbs: ["create"] }),
      unseen(once(get(maps), 200)),
      as(create(role("less", { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }))),
    ),
    exchange(
      "escalation: a role, by one who may escalate",
      ...withRights({ apiGroups: [rbac], resources: ["roles"], verbs: ["create", "list", "escalate"] }),
      unseen(once(get(`/apis/${rbac}/v1/namespaces/{ns}/roles`), 200)),
      as(create(role("more", { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }))),
    ),
    exchange(
      "escalation: a role that is replaced",
      ...withRights(reading, { apiGroups: [rbac], resources: ["roles"], verbs: ["*"], resourceNames: [] }),
      unseen(create(role("r", reading))),
      unseen(once(get(maps), 200)),
      as(replace(role("r", { apiGroups: [""], resources: ["secrets"], verbs: ["get"] }))),
    ),
    exchange(
      "escalation: a binding to a role with more",
      ...withRights({ apiGroups: [rbac], resources: ["rolebindings"], verbs: ["create", "list"] }),
      unseen(create(role("other", reading))),
      unseen(once(get(`/apis/${rbac}/v1/namespaces/{ns}/rolebindings`), 200)),
      as(create(binding("other"))),
    ),
    exchange(
      "escalation: a binding to a role that is not there",
      ...withRights({ apiGroups: [rbac], resources: ["rolebindings"], verbs: ["create", "list"] }),
      unseen(once(get(`/apis/${rbac}/v1/namespaces/{ns}/rolebindings`), 200)),
      as(create(binding("missing"))),
    ),
    exchange(
      "escalation: a binding by one who may bind that role",
      ...withRights(
        { apiGroups: [rbac], resources: ["rolebindings"], verbs: ["create", "list"] },
        { apiGroups: [rbac], resources: ["roles"], verbs: ["bind"], resourceNames: ["other"] },
      ),
      unseen(create(role("other", reading))),
      unseen(once(get(`/apis/${rbac}/v1/namespaces/{ns}/rolebindings`), 200)),
      as(create(binding("other"))),
    ),
    exchange(
      "escalation: a binding of all rights of the cluster",
      ...withRights({ apiGroups: [rbac], resources: ["rolebindings"], verbs: ["create", "list"] }),
      unseen(once(get(`/apis/${rbac}/v1/namespaces/{ns}/rolebindings`), 200)),
      as(create(binding("all", "ClusterRole", "cluster-admin"))),
    ),

    exchange("anonymous: health", anonymous("/healthz"), anonymous("/livez"), anonymous("/readyz")),
    exchange("anonymous: discovery", anonymous("/api")),
    exchange("anonymous: a list", anonymous(maps)),
    exchange("anonymous: a path that is not there", anonymous("/things")),
  ],
};

function mayBe(path: string): Sent {
  return review("SelfSubjectAccessReview", { nonResourceAttributes: { verb: "get", path } });
}
