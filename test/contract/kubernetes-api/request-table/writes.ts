import {
  apply,
  change,
  create,
  exchange,
  get,
  having,
  pathOf,
  type RequestTable,
  remove,
  replace,
  text,
  unseen,
  verdict,
} from "./exchange.ts";
import { configMap, deployment, event, lease, secret, service } from "./manifests.ts";

const cm = pathOf(configMap);
const withUid = (uid: string): object => ({ apiVersion: "v1", kind: "ConfigMap", name: "a", uid });

/** Creating, replacing and deleting. */
export const writes: RequestTable = {
  title: "writes",
  exchanges: [
    exchange("create: twice", unseen(create(configMap)), create(configMap)),
    exchange(
      "create: another name than in the path of a replacement",
      replace(having(configMap, { "metadata.name": "b" })),
    ),
    exchange("create: a version", create(having(configMap, { "metadata.resourceVersion": "5" }))),
    exchange("create: neither name nor generateName", create(having(configMap, { "metadata.name": undefined }))),
    exchange("create: another namespace than the path", create(having(configMap, { "metadata.namespace": "default" }))),
    exchange(
      "create: a namespace that is not there",
      text("POST", "/api/v1/namespaces/missing/configmaps", JSON.stringify(configMap)),
    ),
    verdict(
      "create: a kind that the path does not have",
      text("POST", "/api/v1/namespaces/{ns}/configmaps", JSON.stringify(secret)),
    ),
    exchange(
      "create: no kind",
      text("POST", "/api/v1/namespaces/{ns}/configmaps", '{"apiVersion":"v1","metadata":{"name":"a"}}'),
    ),
    exchange("create: an unknown resource", text("POST", "/api/v1/namespaces/{ns}/things", "{}")),
    verdict("create: no JSON", text("POST", "/api/v1/namespaces/{ns}/configmaps", "{")),
    verdict(
      "create: a wrong type of a value",
      text(
        "POST",
        "/api/v1/namespaces/{ns}/configmaps",
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":1}}',
      ),
    ),
    exchange(
      "create: null values",
      text(
        "POST",
        "/api/v1/namespaces/{ns}/configmaps",
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":null},"data":{"a":null}}',
      ),
    ),
    exchange("create: unknown fields, warned of", create({ ...configMap, foo: 1 })),
    exchange("create: unknown fields, refused", create({ ...configMap, foo: 1 }, "?fieldValidation=Strict")),
    exchange("create: unknown fields, ignored", create({ ...configMap, foo: 1 }, "?fieldValidation=Ignore")),
    exchange("create: unknown way to treat unknown fields", create(configMap, "?fieldValidation=Sometimes")),
    exchange("create: unknown dry run", create(configMap, "?dryRun=Some")),
    exchange("create: a manager", create(configMap, "?fieldManager=me")),
    exchange("create: a manager of 129 letters", create(configMap, `?fieldManager=${"m".repeat(129)}`)),
    exchange("create: a manager with a control character", create(configMap, "?fieldManager=a%01b")),
    exchange(
      "create: owned fields of its own",
      create(
        having(configMap, {
          "metadata.managedFields": [
            { manager: "a", operation: "Apply", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: { "f:data": {} } },
          ],
        }),
      ),
    ),
    exchange(
      "create: what only the server gives",
      create(
        having(configMap, {
          "metadata.uid": "5",
          "metadata.creationTimestamp": "2020-01-01T00:00:00Z",
          "metadata.generation": 5,
          "metadata.selfLink": "/a",
          "metadata.deletionTimestamp": "2020-01-01T00:00:00Z",
        }),
      ),
    ),
    exchange(
      "create: YAML",
      text(
        "POST",
        "/api/v1/namespaces/{ns}/configmaps",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: 'x'}\n",
        "application/yaml",
      ),
    ),
    exchange(
      "create: a type of content that it does not read",
      text("POST", "/api/v1/namespaces/{ns}/configmaps", "a", "text/plain"),
    ),
    exchange("create: a status that is not its writer's", create({ ...deployment, status: { replicas: 5 } })),
    verdict(
      "create: an owner without a uid",
      create(
        having(configMap, {
          "metadata.ownerReferences": [{ apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "" }],
        }),
      ),
    ),
    verdict(
      "create: two controllers",
      create(
        having(configMap, {
          "metadata.ownerReferences": [
            { ...withUid("1"), controller: true },
            { ...withUid("2"), controller: true },
          ],
        }),
      ),
    ),
    verdict(
      "create: an event as an owner",
      create(
        having(configMap, { "metadata.ownerReferences": [{ apiVersion: "v1", kind: "Event", name: "a", uid: "1" }] }),
      ),
    ),
    verdict(
      "create: an owner of a version that is none",
      create(having(configMap, { "metadata.ownerReferences": [{ ...withUid("1"), apiVersion: "a/b/c" }] })),
    ),
    verdict("create: a label that is none", create(having(configMap, { "metadata.labels": { "a b": "c", d: "e f" } }))),
    verdict(
      "create: a label's key of a wrong domain",
      create(having(configMap, { "metadata.labels": { "A_/b": "c", "/d": "e", "f/": "g" } })),
    ),
    verdict(
      "create: a label of 64 letters",
      create(having(configMap, { "metadata.labels": { a: "l".repeat(64), ["k".repeat(64)]: "a" } })),
    ),
    verdict(
      "create: an annotation that is none",
      create(having(configMap, { "metadata.annotations": { "a b": "c" } })),
    ),
    verdict("create: a name of 254 letters", create(having(configMap, { "metadata.name": "n".repeat(254) }))),
    verdict("create: a name with a capital letter", create(having(configMap, { "metadata.name": "A" }))),
    verdict("create: a finalizer without a domain", create(having(configMap, { "metadata.finalizers": ["a"] }))),
    verdict(
      "create: finalizers of the server",
      create(having(configMap, { "metadata.finalizers": ["orphan", "foregroundDeletion"] })),
    ),

    exchange("replace: what is not there", replace(configMap)),
    exchange("replace: a lease that is not there", replace(lease)),
    exchange("replace: an event that is not there", replace(event)),
    exchange("replace: without a version", unseen(create(configMap)), replace(having(configMap, { data: { b: "2" } }))),
    exchange(
      "replace: an old version",
      unseen(create(configMap)),
      replace(having(configMap, { "metadata.resourceVersion": "1" })),
    ),
    verdict("replace: another uid", unseen(create(configMap)), replace(having(configMap, { "metadata.uid": "5" }))),
    exchange(
      "replace: a deployment with defaults of its own",
      unseen(create(deployment)),
      replace(having(deployment, { "spec.paused": false, "spec.minReadySeconds": 0, "spec.replicas": 1 })),
    ),
    exchange(
      "replace: a deployment's pods",
      unseen(create(deployment)),
      replace(having(deployment, { "spec.template.spec.containers.0.image": "nginx:2" })),
    ),
    exchange(
      "replace: a deployment's status is kept",
      unseen(create(deployment)),
      replace({ ...deployment, status: { replicas: 5 } }),
    ),
    exchange("replace: a status alone", unseen(create(deployment)), {
      ...replace({ ...having(deployment, { "spec.replicas": 9 }), status: { replicas: 5 } }),
      path: `${pathOf(deployment)}/status`,
    }),
    exchange("replace: conditions without times", unseen(create(deployment)), {
      ...replace({ ...deployment, status: { conditions: [{ type: "Available", status: "True" }] } }),
      path: `${pathOf(deployment)}/status`,
    }),
    verdict(
      "replace: a deployment's selector",
      unseen(create(deployment)),
      replace(
        having(deployment, {
          "spec.selector.matchLabels": { app: "b" },
          "spec.template.metadata.labels": { app: "b" },
        }),
      ),
    ),
    verdict(
      "replace: an immutable ConfigMap",
      unseen(create({ ...configMap, immutable: true })),
      replace({ ...configMap, immutable: true, data: { b: "1" } }),
    ),
    verdict(
      "replace: an immutable ConfigMap by one that is not",
      unseen(create({ ...configMap, immutable: true })),
      replace(configMap),
    ),
    verdict("replace: a secret's type", unseen(create(secret)), replace({ ...secret, type: "example.com/other" })),
    exchange(
      "replace: a service without its address",
      unseen(create(service)),
      replace(having(service, { "spec.ports.0.port": 81 })),
    ),
    verdict(
      "replace: a service by one without a name of a port",
      unseen(create(service)),
      replace(having(service, { "spec.ports": [{ port: 1 }, { port: 2 }] })),
    ),
    verdict(
      "replace: a service's address",
      unseen(create(service)),
      replace(having(service, { "spec.clusterIP": "10.96.200.200" })),
    ),
    verdict(
      "create: a service with a port of nodes out of range",
      create(having(service, { "spec.type": "NodePort", "spec.ports.0.nodePort": 80 })),
    ),
    exchange("replace: without a change", unseen(create(configMap)), replace(configMap), get(cm)),

    exchange("delete: what is not there", remove(cm)),
    exchange("delete: a thing", unseen(create(configMap)), remove(cm), get(cm)),
    exchange("delete: a dry run", unseen(create(configMap)), remove(`${cm}?dryRun=All`), get(cm)),
    verdict(
      "delete: of another uid",
      unseen(create(configMap)),
      remove(cm, { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: "5" } }),
    ),
    verdict(
      "delete: of another version",
      unseen(create(configMap)),
      remove(cm, { apiVersion: "v1", kind: "DeleteOptions", preconditions: { resourceVersion: "5" } }),
    ),
    exchange(
      "delete: held by a finalizer",
      unseen(create(having(configMap, { "metadata.finalizers": ["a.b/c"] }))),
      remove(cm),
      get(cm),
      change(cm, "merge", { metadata: { finalizers: null } }),
      get(cm),
    ),
    verdict(
      "delete: a finalizer more afterwards",
      unseen(create(having(configMap, { "metadata.finalizers": ["a.b/c"] }))),
      unseen(remove(cm)),
      change(cm, "merge", { metadata: { finalizers: ["a.b/c", "a.b/d"] } }),
      unseen(change(cm, "merge", { metadata: { finalizers: null } })),
    ),
    exchange(
      "delete: twice, held by a finalizer",
      unseen(create(having(configMap, { "metadata.finalizers": ["a.b/c"] }))),
      unseen(remove(cm)),
      remove(cm),
      unseen(change(cm, "merge", { metadata: { finalizers: null } })),
    ),
    verdict("delete: an unknown policy", unseen(create(configMap)), remove(`${cm}?propagationPolicy=Bogus`)),
    verdict(
      "delete: two policies",
      unseen(create(configMap)),
      remove(cm, { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Orphan", orphanDependents: true }),
    ),
    exchange("delete: a negative grace period", unseen(create(configMap)), remove(`${cm}?gracePeriodSeconds=-1`)),
    exchange(
      "delete: all of a label",
      unseen(create(having(configMap, { "metadata.labels": { a: "b" } }))),
      unseen(create(having(configMap, { "metadata.name": "other" }))),
      remove("/api/v1/namespaces/{ns}/configmaps?labelSelector=a%3Db"),
      get("/api/v1/namespaces/{ns}/configmaps?fieldSelector=metadata.name%21%3Dkube-root-ca.crt"),
    ),
    exchange("delete: services of all namespaces", remove("/api/v1/services")),
    exchange(
      "apply: removes nothing that is not its own",
      unseen(create(configMap)),
      apply(having(configMap, { data: { b: "1" } }), "me"),
      apply(having(configMap, { data: { c: "1" } }), "me"),
    ),
  ],
};
