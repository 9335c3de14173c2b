import {
  account,
  acting,
  anAccount,
  as,
  binding,
  clusterBinding,
  clusterRole,
  maps,
  once,
  rbac,
  reading,
  review,
  role,
  token,
  tokenFor,
  who,
  withRights,
} from "./accounts.ts";
import { create, exchange, get, type RequestTable, remove, replace, type Sent, unseen } from "./exchange.ts";
import { configMap } from "./manifests.ts";

const mayI = (attributes: object): Sent =>
  review("SelfSubjectAccessReview", { resourceAttributes: { namespace: "{ns}", ...attributes } });
const anonymous = (path: string): Sent => ({ method: "GET", path, headers: { authorization: "" } });
/** What those who ask may do, and as whom they ask. */
export const access: RequestTable = {
  title: "access",
  exchanges: [
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
