import { definition, integer, object, served, text as textType, thing, things } from "./defined.ts";
import {
  apply,
  change,
  create,
  type Exchange,
  exchange,
  get,
  having,
  type Manifest,
  type RequestTable,
  remove,
  text,
  unseen,
  verdict,
} from "./exchange.ts";
import { configMap, deployment, service } from "./manifests.ts";

const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const containers = (...list: readonly unknown[]): Manifest =>
  having(deployment, { "spec.template.spec.containers": list });
const applied = (title: string, manifest: Manifest): Exchange => exchange(title, apply(manifest, "a"));

/** A definition whose objects have a Scale, served before anything is asked. */
const scaled = (title: string, ...requests: readonly ReturnType<typeof get>[]): Exchange => {
  const own = definition(object({ replicas: integer, other: integer }), {});
  const scale = { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" };
  return verdict(
    title,
    unseen(create(having(own, { "spec.versions.0.subresources": { status: {}, scale } }))),
    unseen({ ...get(things), until: 200 }),
    ...requests,
    unseen(remove(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${String(own.metadata?.["name"])}`)),
  );
};
/** JSON with numbers that a program in JavaScript could not write. */
const spelled = (spec: string): string => JSON.stringify(thing("{spec}")).replace('"{spec}"', spec);
const post = (spec: string) => text("POST", things, spelled(spec));
const put = (spec: string) => text("PATCH", `${things}/a`, `{"spec":${spec}}`, "application/merge-patch+json");
const applyText = (body: string) =>
  text("PATCH", `${things}/a?fieldManager=a&force=true`, body, "application/apply-patch+yaml");

/** Values that do not fit their type, as server-side apply names them, and numbers of any size. */
export const typedValues: RequestTable = {
  title: "typed values",
  exchanges: [
    applied(
      "faults of several items are told together",
      containers({ name: "a", image: "a", nope: 1 }, { name: "b", image: "b", ports: "x" }, { name: 1, image: 2 }),
    ),
    applied(
      "faults of several fields are told together",
      having(deployment, {
        "metadata.nope": "x",
        "spec.replicas": "3",
        "spec.strategy.nope": 1,
        "spec.template.spec.nope": true,
      }),
    ),
    applied("a number for a text", having(configMap, { "data.a": 1 })),
    applied("a large number for a text", having(configMap, { "data.a": 1_234_567 })),
    applied("a very large number for a text", having(configMap, { "data.a": 1e22 })),
    applied("a fraction for a text", having(configMap, { "data.a": 0.000_01 })),
    applied("a condition for a text", having(configMap, { "data.a": true })),
    applied("a list for a text", having(configMap, { "data.a": ["x", 1, null, 1.5] })),
    applied("an object for a text", having(configMap, { "data.a": { c: [], b: "x", d: { e: false } } })),
    applied("a text for a condition", having(configMap, { immutable: "yes" })),
    applied("a number for a condition", having(configMap, { immutable: 1 })),
    applied("an object for a condition", having(configMap, { immutable: { b: 1, a: "x", c: [1, "y", null] } })),
    applied("a text for a number", having(deployment, { "spec.replicas": "3" })),
    applied("a condition for a number", having(deployment, { "spec.replicas": true })),
    applied("a list for a number", having(deployment, { "spec.replicas": [1] })),
    applied("an object for a number", having(deployment, { "spec.replicas": { a: 1 } })),
    applied("a text for a map", having(configMap, { data: "x" })),
    applied("a number for a map", having(configMap, { data: 1 })),
    applied("a list for a map", having(configMap, { data: ["x", 1] })),
    applied("a text for a list", having(service, { "spec.ports": "x" })),
    applied("an object for a list", having(service, { "spec.ports": { port: 80 } })),
    applied("a text in an atomic list", containers({ name: "a", image: "a", args: ["x", 1, { b: 2 }] })),
    applied("an item that is no object", containers({ name: "a", image: "a" }, "b", { name: "c", nope: 1 })),
    applied("an item without its key", containers({ name: "a", image: "a", nope: 1 }, { image: "b" }, { nope: 1 })),
    applied("two items of one key", containers({ name: "a", image: "a" }, { name: "a", image: "b", nope: 1 })),
    applied("a list for a time", having(configMap, { "metadata.creationTimestamp": ["x"] })),
    served(
      "custom resources: faults are told together",
      object({
        l: { type: "array", items: object({ n: integer }) },
        e: { type: "object" },
        s: { type: "string", format: "date-time" },
        i: { "x-kubernetes-int-or-string": true },
      }),
      apply(thing({ l: [{ n: "x" }, { m: 1 }, { n: true }] }), "a"),
      apply(thing({ s: [1] }), "a"),
      apply(thing({ e: { any: 1 } }), "a"),
    ),
    served(
      "custom resources: items that have no key",
      object({
        l: {
          type: "array",
          items: object({ k: textType, m: integer, v: textType }, { required: ["k", "m"] }),
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["m", "k"],
        },
        s: { type: "array", items: textType, "x-kubernetes-list-type": "set" },
      }),
      apply(thing({ l: [{ k: "a", m: 1, x: 1 }, { v: "b" }, { x: 1 }] }), "a"),
      apply(thing({ l: [{ k: "a" }, { k: "a" }, { m: 1, k: "a" }] }), "a"),
      apply(thing({ l: [{ k: "a", m: 1 }, null] }), "a"),
      apply(thing({ l: [1] }), "a"),
      apply(thing({ s: ["a", { b: 1 }] }), "a"),
      apply(thing({ s: [["a"]] }), "a"),
      apply(thing({ s: [null] }), "a"),
      apply(thing({ s: ["a", 1, "a"] }), "a"),
    ),
    exchange(
      "custom resources: integers keep their digits",
      unseen(create(definition(object({ a: integer, b: { ...integer, format: "int64" }, free: anything })))),
      unseen({ ...get(things), until: 200 }),
      post('{"a":9007199254740993,"b":-9223372036854775808,"free":{"c":[9223372036854775807,1.5,1e3]}}'),
      get(`${things}/a`),
      put('{"a":9007199254740995}'),
      text(
        "PATCH",
        `${things}/a`,
        '[{"op":"test","path":"/spec/a","value":9007199254740995}]',
        "application/json-patch+json",
      ),
      text(
        "PATCH",
        `${things}/a`,
        '[{"op":"test","path":"/spec/a","value":9007199254740996}]',
        "application/json-patch+json",
      ),
      applyText(spelled('{"a":9007199254740997}')),
      applyText(
        "apiVersion: '{ns}.example.com/v1'\nkind: Thing\nmetadata: { name: a }\nspec: { a: 9007199254740999, b: 2 }\n",
      ),
      get(things),
      unseen(remove(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.{ns}.example.com`)),
    ),
    exchange(
      "custom resources: numbers that are no integers",
      unseen(create(definition(object({ a: integer, n: { type: "number" }, free: anything })))),
      unseen({ ...get(things), until: 200 }),
      post('{"a":1.0}'),
      post('{"a":9223372036854775808}'),
      put('{"a":-9223372036854775809}'),
      put('{"a":1e19}'),
      put('{"free":{"x":9223372036854775808}}'),
      put('{"n":9007199254740993}'),
      unseen(remove(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.{ns}.example.com`)),
    ),
    verdict(
      "custom resources: bounds of large integers",
      unseen(create(definition(object({ a: { ...integer, minimum: 5, maximum: 4_294_967_296 } })))),
      unseen({ ...get(things), until: 200 }),
      post('{"a":9007199254740993}'),
      post('{"a":-9007199254740993}'),
      unseen(remove(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.{ns}.example.com`)),
    ),
    verdict(
      "custom resources: an enumeration of large integers",
      unseen(
        text(
          "POST",
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          JSON.stringify(definition(object({ a: { ...integer, enum: ["{large}"] } }))).replace(
            '"{large}"',
            "9007199254740993",
          ),
        ),
      ),
      unseen({ ...get(things), until: 200 }),
      post('{"a":9007199254740992}'),
      post('{"a":9007199254740993}'),
      unseen(remove(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.{ns}.example.com`)),
    ),
    scaled(
      "replicas above 32 bits",
      post('{"replicas":2147483648}'),
      post('{"replicas":9007199254740993}'),
      post('{"replicas":-1}'),
      post('{"replicas":2147483647,"other":9007199254740993}'),
      put('{"replicas":2147483648}'),
      change(`${things}/a/status`, "merge", { status: { replicas: 2_147_483_648 } }),
      change(`${things}/a/status`, "merge", { status: { replicas: -1 } }),
      applyText(spelled('{"replicas":4294967296}')),
      get(`${things}/a`),
      get(`${things}/a/scale`),
    ),
  ],
};
