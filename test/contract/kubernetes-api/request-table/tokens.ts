import { accounts, anAccount, as, maps, token, tokenFor, who } from "./accounts.ts";
import {
  create,
  type Exchange,
  exchange,
  get,
  keeping,
  type RequestTable,
  remove,
  type Sent,
  unseen,
} from "./exchange.ts";
import { pod } from "./manifests.ts";

const tokenReview = (spec: object): Sent => ({
  method: "POST",
  path: "/apis/authentication.k8s.io/v1/tokenreviews",
  body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec },
});
const asked = (title: string, spec: object): Exchange => exchange(`token: ${title}`, anAccount, tokenFor(spec));

/** Tokens of service accounts, and what the server says of them. */
export const tokens: RequestTable = {
  title: "tokens",
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
  ],
};
