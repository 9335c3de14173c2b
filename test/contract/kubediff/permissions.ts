import { agent, type KubediffCase, type Manifest, type Write } from "./cases.ts";
import { configMap } from "./manifests.ts";

/** A user of the test's own, by whom a case is compared. */
export const reader = "reader-of-$NS";

const rule = { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] };
const role: Manifest = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "Role",
  metadata: { name: "reader" },
  rules: [rule],
};
const binding: Manifest = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: { name: "reader" },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
  subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: reader }],
};
const allowed: readonly Write[] = [role, binding].map((object) => ({ by: "test", as: "update", object }));
const applied = (object: Manifest): Write => ({ by: agent, as: "apply", object });
const forbidden = /cannot patch resource "configmaps".*compare without it by --read-only/s;

/** What a user sees who may get and list. */
export const permissionCases: readonly KubediffCase[] = [
  {
    title: "calls an object unknown that may not be patched, and compares it without that right when it is asked to",
    writes: [...allowed, applied(configMap({ a: "1" }))],
    git: [configMap({ a: "2" })],
    as: reader,
    exact: { verdict: "unknown", says: forbidden },
    readOnly: { verdict: "diverged", paths: [".data.a"] },
  },
  {
    title: "needs no right to patch an object that stands as it is declared",
    writes: [...allowed, applied(configMap({ a: "1" }))],
    git: [configMap({ a: "1" })],
    as: reader,
    exact: { verdict: "in-sync" },
    kubectl: { verdict: "unknown", because: "it asks for a dry run of every object" },
  },
  {
    title: "calls an object unknown that may not be read",
    writes: [applied(configMap({ a: "1" }))],
    git: [configMap({ a: "1" })],
    as: reader,
    exact: { verdict: "unknown", says: /cannot get resource "configmaps"/ },
  },
];
