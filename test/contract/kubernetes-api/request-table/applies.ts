import {
  apply,
  change,
  create,
  exchange,
  get,
  having,
  type Manifest,
  pathOf,
  type RequestTable,
  replace,
  text,
  unseen,
  verdict,
} from "./exchange.ts";
import { configMap, deployment, service } from "./manifests.ts";

const cm = pathOf(configMap);
const owned = (data: object): Manifest => ({ ...configMap, data });
const containers = (...list: readonly object[]): Manifest =>
  having(deployment, { "spec.template.spec.containers": list });
const c = { name: "c", image: "nginx:1" };

/** Server-side apply: who owns what, and what becomes of it. */
export const applies: RequestTable = {
  title: "server-side apply",
  exchanges: [
    exchange("creates", apply(configMap, "a")),
    exchange("twice the same", apply(configMap, "a"), apply(configMap, "a")),
    exchange("as a dry run", apply(configMap, "a", "&dryRun=All"), get(cm)),
    exchange(
      "removes what the manager says no more",
      unseen(apply(owned({ a: "1", b: "2" }), "a")),
      apply(owned({ a: "1" }), "a"),
    ),
    exchange(
      "keeps what another manager owns as well",
      unseen(apply(owned({ a: "1", b: "2" }), "a")),
      unseen(apply(owned({ b: "2" }), "b")),
      apply(owned({ a: "1" }), "a"),
    ),
    exchange("a conflict", unseen(apply(owned({ a: "1" }), "a")), apply(owned({ a: "2" }), "b")),
    exchange(
      "conflicts with several managers",
      unseen(apply(owned({ a: "1" }), "a")),
      unseen(apply(owned({ b: "1" }), "b")),
      apply(owned({ a: "2", b: "2" }), "d"),
    ),
    exchange("a conflict with an update", unseen(create(configMap)), apply(owned({ a: "2" }), "b")),
    exchange("the same value is no conflict", unseen(apply(owned({ a: "1" }), "a")), apply(owned({ a: "1" }), "b")),
    exchange("forced", unseen(apply(owned({ a: "1" }), "a")), apply(owned({ a: "2" }), "b", "&force=true")),
    exchange("forced over an update", unseen(create(configMap)), apply(owned({ a: "2" }), "b", "&force=true")),
    exchange(
      "after a replacement by another",
      unseen(apply(owned({ a: "1", b: "1" }), "a")),
      unseen(replace(owned({ a: "2", b: "1" }), "?fieldManager=b")),
      get(cm),
      apply(owned({ a: "1", b: "1" }), "a"),
    ),
    exchange(
      "after a patch by another",
      unseen(apply(owned({ a: "1" }), "a")),
      unseen(change(`${cm}?fieldManager=b`, "merge", { data: { z: "1" } })),
      apply(owned({}), "a"),
    ),
    exchange(
      "after a removal by another",
      unseen(apply(owned({ a: "1" }), "a")),
      change(`${cm}?fieldManager=b`, "merge", { data: { a: null } }),
    ),
    exchange("a new object with a version", apply(having(configMap, { "metadata.resourceVersion": "5" }), "a")),
    exchange(
      "an old version",
      unseen(apply(configMap, "a")),
      apply(having(configMap, { "metadata.resourceVersion": "5" }), "a"),
    ),
    verdict("a uid", unseen(apply(configMap, "a")), apply(having(configMap, { "metadata.uid": "5" }), "a")),
    verdict("without a manager", change(cm, "apply", configMap)),
    verdict(
      "owned fields in what is applied",
      apply(having(configMap, { "metadata.managedFields": [] }), "a"),
      apply(having(configMap, { "metadata.managedFields": [{ manager: "a" }] }), "a"),
    ),
    verdict("another kind", { ...apply(configMap, "a"), body: { ...configMap, kind: "Secret" } }),
    verdict("another name", { ...apply(configMap, "a"), body: having(configMap, { "metadata.name": "b" }) }),
    verdict("no kind", { ...apply(configMap, "a"), body: { metadata: { name: "cm" } } }),
    verdict("an unknown field", apply({ ...configMap, foo: 1 }, "a")),
    verdict("two unknown fields", apply({ ...configMap, foo: 1, bar: 2 }, "a")),
    verdict("an unknown field, refused", apply({ ...configMap, foo: 1 }, "a", "&fieldValidation=Strict")),
    verdict("a wrong type", apply({ ...configMap, data: { a: 1 } }, "a")),
    verdict(
      "a key twice in YAML",
      text(
        "PATCH",
        `${cm}?fieldManager=a`,
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: x}\ndata: {b: x}\n",
        "application/apply-patch+yaml",
      ),
    ),
    verdict("no YAML", text("PATCH", `${cm}?fieldManager=a`, "a: [", "application/apply-patch+yaml")),
    verdict("a bad quantity", apply(containers({ ...c, resources: { limits: { cpu: "much" } } }), "a")),
    verdict("an item of a list twice", apply(containers(c, c), "a")),
    verdict("an item without its key", apply(containers({ image: "a" }), "a")),
    verdict("a number as text", apply(having(service, { "spec.ports.0.port": "80" }), "a")),
    exchange(
      "items by key",
      apply(containers({ ...c, ports: [{ containerPort: 80 }, { containerPort: 80, protocol: "UDP" }] }), "a"),
    ),
    exchange(
      "an item more by another",
      unseen(apply(deployment, "a")),
      apply({ ...having(deployment, { "spec.template.spec.containers": [{ name: "d", image: "nginx:1" }] }) }, "b"),
    ),
    exchange(
      "an item less",
      unseen(apply(containers(c, { name: "d", image: "nginx:1" }), "a")),
      apply(containers(c), "a"),
    ),
    exchange(
      "items in another order",
      unseen(apply(containers(c, { name: "d", image: "nginx:1" }), "a")),
      apply(containers({ name: "d", image: "nginx:1" }, c), "a"),
    ),
    exchange(
      "a set",
      apply(having(configMap, { "metadata.finalizers": ["a.b/c"] }), "a"),
      apply(having(configMap, { "metadata.finalizers": ["a.b/d"] }), "b"),
      apply(configMap, "a"),
      unseen(change(cm, "merge", { metadata: { finalizers: null } })),
    ),
    exchange(
      "an atomic list",
      unseen(apply(containers({ ...c, args: ["a", "b"] }), "a")),
      apply(containers({ ...c, args: ["b", "a"] }), "b"),
      apply(containers({ ...c, args: ["b", "a"] }), "b", "&force=true"),
    ),
    exchange(
      "an atomic map",
      apply(having(deployment, { "spec.template.spec.nodeSelector": { a: "b" } }), "a"),
      apply(having(deployment, { "spec.template.spec.nodeSelector": { c: "d" } }), "b"),
    ),
    exchange(
      "a quantity in another form",
      unseen(apply(containers({ ...c, resources: { limits: { cpu: "1000m" } } }), "a")),
      apply(containers({ ...c, resources: { limits: { cpu: 1 } } }), "b"),
    ),
    exchange("a status that is not its writer's", apply({ ...deployment, status: { replicas: 5 } }, "a")),
    exchange("a status alone", unseen(apply(deployment, "a")), {
      ...apply({ ...deployment, status: { replicas: 5 } }, "b"),
      path: `${pathOf(deployment)}/status?fieldManager=b`,
    }),
    exchange(
      "of nothing but a name",
      apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cm" } }, "a"),
      apply(configMap, "a"),
      apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cm" } }, "a"),
    ),
    exchange("null", apply({ ...configMap, data: null }, "a")),
    exchange(
      "empty maps and lists",
      apply(having(configMap, { data: {}, "metadata.finalizers": [], "metadata.labels": {} }), "a"),
    ),
    exchange(
      "a scale",
      unseen(apply(having(deployment, { "spec.replicas": 2 }), "a")),
      {
        method: "PATCH",
        path: `${pathOf(deployment)}/scale?fieldManager=b`,
        body: { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "deployment" }, spec: { replicas: 3 } },
        headers: { "content-type": "application/apply-patch+yaml" },
      },
      {
        method: "PATCH",
        path: `${pathOf(deployment)}/scale?fieldManager=b&force=true`,
        body: { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "deployment" }, spec: { replicas: 3 } },
        headers: { "content-type": "application/apply-patch+yaml" },
      },
      get(pathOf(deployment)),
    ),
    exchange(
      "after the fields were disowned",
      unseen(apply(owned({ a: "1", b: "1" }), "a")),
      unseen(change(cm, "merge", { metadata: { managedFields: [{}] } })),
      apply(owned({ a: "2" }), "a"),
    ),
    exchange(
      "takes over what kubectl applied",
      unseen(
        create(
          having(configMap, {
            "metadata.annotations": { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(configMap) },
          }),
          "?fieldManager=kubectl-client-side-apply",
        ),
      ),
      apply(owned({ b: "1" }), "kubectl"),
    ),
    exchange(
      "a service's ports by number and protocol",
      apply(
        having(service, {
          "spec.ports": [
            { name: "a", port: 53, protocol: "TCP" },
            { name: "b", port: 53, protocol: "UDP" },
          ],
        }),
        "a",
      ),
      apply(having(service, { "spec.ports": [{ name: "b", port: 53, protocol: "UDP" }] }), "a"),
    ),
  ],
};
