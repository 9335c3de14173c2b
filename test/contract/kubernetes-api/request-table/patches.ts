import { change, create, exchange, having, pathOf, type RequestTable, text, unseen, verdict } from "./exchange.ts";
import { configMap, deployment } from "./manifests.ts";

const cm = pathOf(configMap);
/** Patches of every type but an apply. */
export const patches: RequestTable = {
  title: "patches",
  exchanges: [
    exchange(
      "merge patch: adds, changes and removes",
      unseen(create(configMap)),
      change(cm, "merge", { data: { a: null, b: "2" }, metadata: { labels: { l: "1" } } }),
    ),
    exchange(
      "merge patch: a default of the kind",
      unseen(create(deployment)),
      change(pathOf(deployment), "merge", { spec: { paused: false } }),
    ),
    exchange(
      "merge patch: a change of what is wanted",
      unseen(create(deployment)),
      change(pathOf(deployment), "merge", { spec: { paused: true } }),
    ),
    exchange("merge patch: of a thing that is not there", change(cm, "merge", {})),
    exchange(
      "merge patch: an old version",
      unseen(create(configMap)),
      change(cm, "merge", { metadata: { resourceVersion: "1" } }),
    ),
    verdict("merge patch: a uid", unseen(create(configMap)), change(cm, "merge", { metadata: { uid: "5" } })),
    verdict(
      "merge patch: a time of deletion",
      unseen(create(configMap)),
      change(cm, "merge", { metadata: { deletionTimestamp: "2020-01-01T00:00:00Z" } }),
    ),
    verdict("merge patch: another name", unseen(create(configMap)), change(cm, "merge", { metadata: { name: "b" } })),
    verdict("merge patch: another kind", unseen(create(configMap)), change(cm, "merge", { kind: "Secret" })),
    verdict("merge patch: a wrong type", unseen(create(configMap)), change(cm, "merge", { data: { a: 1 } })),
    exchange("merge patch: an unknown field", unseen(create(configMap)), change(cm, "merge", { foo: 1 })),
    verdict(
      "merge patch: an unknown field, refused",
      unseen(create(configMap)),
      change(`${cm}?fieldValidation=Strict`, "merge", { foo: 1 }),
    ),
    verdict("merge patch: forced", unseen(create(configMap)), change(`${cm}?force=true`, "merge", {})),
    exchange(
      "merge patch: disowns all fields",
      unseen(create(configMap)),
      change(cm, "merge", { metadata: { managedFields: [{}] } }),
    ),
    exchange("merge patch: changes nothing", unseen(create(configMap)), change(cm, "merge", { data: { a: "1" } })),
    verdict("merge patch: no JSON", unseen(create(configMap)), text("PATCH", cm, "{", "application/merge-patch+json")),
    verdict("patch: an unknown type", unseen(create(configMap)), text("PATCH", cm, "{}", "application/json")),

    exchange(
      "JSON patch: all operations",
      unseen(create(configMap)),
      change(cm, "json", [
        { op: "test", path: "/data/a", value: "1" },
        { op: "add", path: "/data/b", value: "2" },
        { op: "copy", from: "/data/b", path: "/data/c" },
        { op: "move", from: "/data/a", path: "/data/d" },
        { op: "replace", path: "/data/c", value: "3" },
        { op: "remove", path: "/data/b" },
        { op: "add", path: "/metadata/labels", value: { "x/y": "1" } },
        { op: "replace", path: "/metadata/labels/x~1y", value: "2" },
      ]),
    ),
    verdict(
      "JSON patch: a test that fails",
      unseen(create(configMap)),
      change(cm, "json", [{ op: "test", path: "/data/a", value: "2" }]),
    ),
    verdict(
      "JSON patch: removes what is not there",
      unseen(create(configMap)),
      change(cm, "json", [{ op: "remove", path: "/data/z" }]),
    ),
    verdict(
      "JSON patch: adds below what is not there",
      unseen(create(configMap)),
      change(cm, "json", [{ op: "add", path: "/x/y", value: 1 }]),
    ),
    verdict(
      "JSON patch: an unknown operation",
      unseen(create(configMap)),
      change(cm, "json", [{ op: "swap", path: "/data/a" }]),
    ),
    verdict("JSON patch: no list", unseen(create(configMap)), change(cm, "json", { op: "add" })),
    exchange(
      "JSON patch: at the end of a list and within it",
      unseen(create(deployment)),
      change(pathOf(deployment), "json", [
        { op: "add", path: "/spec/template/spec/containers/-", value: { name: "d", image: "nginx:1" } },
        { op: "add", path: "/spec/template/spec/containers/0", value: { name: "e", image: "nginx:1" } },
      ]),
    ),
    verdict(
      "JSON patch: beyond the end of a list",
      unseen(create(deployment)),
      change(pathOf(deployment), "json", [{ op: "add", path: "/spec/template/spec/containers/5", value: {} }]),
    ),
    exchange("JSON patch: an empty list", unseen(create(configMap)), change(cm, "json", [])),

    exchange(
      "strategic merge: one container of two",
      unseen(create(having(deployment, { "spec.template.spec.containers.1": { name: "d", image: "nginx:1" } }))),
      change(pathOf(deployment), "strategic", {
        spec: { template: { spec: { containers: [{ name: "d", image: "nginx:2" }] } } },
      }),
    ),
    exchange(
      "strategic merge: several containers, in another order",
      unseen(create(having(deployment, { "spec.template.spec.containers.1": { name: "d", image: "nginx:1" } }))),
      change(pathOf(deployment), "strategic", {
        spec: {
          template: {
            spec: {
              containers: [
                { name: "d", image: "nginx:2" },
                { name: "c", image: "nginx:3" },
                { name: "e", image: "nginx:4" },
              ],
            },
          },
        },
      }),
    ),
    exchange(
      "strategic merge: one port matches several",
      unseen(
        create(
          having(deployment, {
            "spec.template.spec.containers.0.ports": [
              { containerPort: 53, protocol: "TCP" },
              { containerPort: 53, protocol: "UDP" },
            ],
          }),
        ),
      ),
      change(pathOf(deployment), "strategic", {
        spec: { template: { spec: { containers: [{ name: "c", ports: [{ containerPort: 53, hostPort: 53 }] }] } } },
      }),
    ),
    exchange(
      "strategic merge: a port of several is deleted",
      unseen(
        create(
          having(deployment, {
            "spec.template.spec.containers.0.ports": [
              { containerPort: 53, protocol: "TCP" },
              { containerPort: 53, protocol: "UDP" },
            ],
          }),
        ),
      ),
      change(pathOf(deployment), "strategic", {
        spec: { template: { spec: { containers: [{ name: "c", ports: [{ $patch: "delete", containerPort: 53 }] }] } } },
      }),
    ),
    exchange(
      "strategic merge: deletes a container",
      unseen(create(having(deployment, { "spec.template.spec.containers.1": { name: "d", image: "nginx:1" } }))),
      change(pathOf(deployment), "strategic", {
        spec: { template: { spec: { containers: [{ $patch: "delete", name: "d" }] } } },
      }),
    ),
    exchange(
      "strategic merge: replaces a list",
      unseen(create(deployment)),
      change(pathOf(deployment), "strategic", {
        spec: { template: { spec: { containers: [{ $patch: "replace" }, { name: "z", image: "nginx:1" }] } } },
      }),
    ),
    exchange(
      "strategic merge: the order of a list",
      unseen(create(having(deployment, { "spec.template.spec.containers.1": { name: "d", image: "nginx:1" } }))),
      change(pathOf(deployment), "strategic", {
        spec: { template: { spec: { "$setElementOrder/containers": [{ name: "d" }, { name: "c" }] } } },
      }),
    ),
    exchange(
      "strategic merge: deletes from a list of texts",
      unseen(create(having(configMap, { "metadata.finalizers": ["a.b/c", "a.b/d"] }))),
      change(cm, "strategic", { metadata: { "$deleteFromPrimitiveList/finalizers": ["a.b/c"] } }),
      unseen(change(cm, "merge", { metadata: { finalizers: null } })),
    ),
    exchange(
      "strategic merge: adds to a list of texts",
      unseen(create(having(configMap, { "metadata.finalizers": ["a.b/c"] }))),
      change(cm, "strategic", { metadata: { finalizers: ["a.b/d"] } }),
      unseen(change(cm, "merge", { metadata: { finalizers: null } })),
    ),
    exchange(
      "strategic merge: keeps keys of a union",
      unseen(create(deployment)),
      change(pathOf(deployment), "strategic", { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } }),
    ),
    exchange("strategic merge: null", unseen(create(configMap)), change(cm, "strategic", { data: null })),
    exchange(
      "strategic merge: replaces a map",
      unseen(create(configMap)),
      change(cm, "strategic", { data: { $patch: "replace", b: "1" } }),
    ),
    exchange(
      "strategic merge: deletes a map",
      unseen(create(configMap)),
      change(cm, "strategic", { data: { $patch: "delete" } }),
    ),
    verdict(
      "strategic merge: an unknown directive",
      unseen(create(configMap)),
      change(cm, "strategic", { data: { $patch: "swap" } }),
    ),
    verdict(
      "strategic merge: an item without its key",
      unseen(create(deployment)),
      change(pathOf(deployment), "strategic", { spec: { template: { spec: { containers: [{ image: "a" }] } } } }),
    ),
  ],
};
