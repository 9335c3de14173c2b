import {
  definition,
  integer,
  object,
  post,
  put,
  refused,
  rules,
  served,
  text,
  thing,
  things,
  wrong,
} from "./defined.ts";
import { apply, change, having, type RequestTable, tryOut, verdict } from "./exchange.ts";

/** Definitions of custom resources: what their schemas keep, fill in, take away and refuse. */
export const definitions: RequestTable = {
  title: "custom resources",
  exchanges: [
    served(
      "fills in defaults, also of nested objects",
      object({
        a: { ...integer, default: 1 },
        b: object({ c: { ...text, default: "x" } }),
        d: object({ e: { ...text, default: "y" } }, { default: {} }),
      }),
      post({ b: {} }),
    ),
    served(
      "takes away what is not declared, and warns of it",
      object({ a: integer }),
      post({ a: 1, b: 2, c: { d: 1 } }),
    ),
    served(
      "keeps what it is told to keep",
      object({ a: { type: "object", "x-kubernetes-preserve-unknown-fields": true } }),
      post({ a: { b: [1, { c: "d" }] } }),
    ),
    served(
      "null",
      object({ a: { ...text, nullable: true }, b: { ...text, default: "x" }, c: text }),
      post({ a: null, b: null, c: null }),
    ),
    served(
      "a list by keys, applied by two",
      object({
        l: {
          type: "array",
          items: object({ k: text, v: text }, { required: ["k"] }),
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k"],
        },
      }),
      apply(thing({ l: [{ k: "a", v: "1" }] }), "a"),
      apply(thing({ l: [{ k: "b", v: "2" }] }), "b"),
      apply(thing({ l: [{ k: "a", v: "2" }] }), "b"),
    ),
    served(
      "a set, applied by two",
      object({ l: { type: "array", items: text, "x-kubernetes-list-type": "set" } }),
      apply(thing({ l: ["a"] }), "a"),
      apply(thing({ l: ["b"] }), "b"),
      apply(thing({ l: [] }), "a"),
    ),
    served(
      "an atomic list, applied by two",
      object({ l: { type: "array", items: text } }),
      apply(thing({ l: ["a"] }), "a"),
      apply(thing({ l: ["b"] }), "b"),
    ),
    served(
      "integers or texts",
      object({ a: { "x-kubernetes-int-or-string": true } }),
      post({ a: "50%" }),
      put({ a: 5 }),
      put({ a: true }),
    ),
    served(
      "strategic merge is not for them",
      object({ a: text }),
      post({ a: "x" }),
      change(`${things}/a`, "strategic", {}),
    ),
    served(
      "a status alone",
      object({ a: text }),
      { ...post({ a: "x" }), body: { ...thing({ a: "x" }), status: { b: 1 } } },
      change(`${things}/a/status`, "merge", { spec: { a: "y" }, status: { b: 2 } }),
    ),
    refused("a type", object({ a: integer }), post({ a: "x" })),
    refused("a number that is no integer", object({ a: integer }), post({ a: 1.5 })),
    refused("an integer of 32 bits", object({ a: { ...integer, format: "int32" } }), post({ a: 2_147_483_648 })),
    refused("an enumeration", object({ a: { ...text, enum: ["x", "y"] } }), post({ a: "z" })),
    refused(
      "bounds",
      object({ a: { ...integer, minimum: 1, maximum: 5, exclusiveMinimum: true } }),
      post({ a: 1 }),
      post({ a: 6 }),
    ),
    refused("lengths", object({ a: { ...text, minLength: 2, maxLength: 3 } }), post({ a: "x" }), post({ a: "xxxx" })),
    refused("a pattern", object({ a: { ...text, pattern: "^a+$" } }), post({ a: "b" })),
    refused("what is required", object({ a: text }, { required: ["a"] }), post({})),
    refused(
      "lists",
      object({ l: { type: "array", items: text, minItems: 1, maxItems: 2 } }),
      post({ l: [] }),
      post({ l: ["a", "b", "c"] }),
    ),
    refused(
      "properties",
      object({ m: { type: "object", additionalProperties: text, minProperties: 1, maxProperties: 1 } }),
      post({ m: {} }),
      post({ m: { a: "1", b: "2" } }),
      post({ m: { a: 1 } }),
    ),
    refused(
      "a set with a value twice",
      object({ l: { type: "array", items: text, "x-kubernetes-list-type": "set" } }),
      post({ l: ["a", "a"] }),
    ),
    refused(
      "a key twice",
      object({
        l: {
          type: "array",
          items: object({ k: text }, { required: ["k"] }),
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k"],
        },
      }),
      post({ l: [{ k: "a" }, { k: "a" }] }),
    ),
    refused(
      "one of",
      object({ a: text, b: text }, { oneOf: [{ required: ["a"] }, { required: ["b"] }] }),
      post({}),
      post({ a: "1", b: "2" }),
    ),
    refused("multiples", object({ a: { ...integer, multipleOf: 5 } }), post({ a: 7 })),
    refused(
      "formats",
      object({
        h: { ...text, format: "hostname" },
        e: { ...text, format: "email" },
        u: { ...text, format: "uri" },
        d: { ...text, format: "duration" },
        b: { ...text, format: "byte" },
        m: { ...text, format: "mac" },
      }),
      post({ h: "a b" }),
      post({ e: "a" }),
      post({ u: "a b" }),
      post({ d: "5 apples" }),
      post({ b: "*" }),
      post({ m: "x" }),
    ),
    served(
      "formats that are right",
      object({
        h: { ...text, format: "hostname" },
        e: { ...text, format: "email" },
        u: { ...text, format: "uri" },
        d: { ...text, format: "duration" },
        o: { ...text, format: "other" },
      }),
      post({ h: "a.example.com", e: "a@b.c", u: "http://a/b", d: "1h30m", o: "anything" }),
    ),

    wrong("a rule that is none", object({ a: text }, rules("self.a ="))),
    wrong("a rule of a field that is not declared", object({ a: text }, rules("self.b == 'x'"))),
    wrong("a rule with an unknown function", object({ a: text }, rules("self.a.shout() == 'X'"))),
    wrong("a rule that is no condition", object({ a: text }, rules("'x'"))),
    wrong("an empty rule", object({ a: text }, rules(" "))),
    wrong("no type", object({ a: {} })),
    wrong("a list without items", object({ a: { type: "array" } })),
    wrong("an unknown type", object({ a: { type: "float" } })),
    wrong(
      "properties and other properties",
      object({ a: { type: "object", properties: { b: text }, additionalProperties: text } }),
    ),
    wrong(
      "a list by keys without keys",
      object({ a: { type: "array", items: object({ k: text }), "x-kubernetes-list-type": "map" } }),
    ),
    wrong(
      "a key that is not declared",
      object({
        a: {
          type: "array",
          items: object({ k: text }, { required: ["k"] }),
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["z"],
        },
      }),
    ),
    wrong(
      "a key that may be absent",
      object({
        a: {
          type: "array",
          items: object({ k: text }),
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k"],
        },
      }),
    ),
    wrong("a default of another type", object({ a: { ...integer, default: "x" } })),
    wrong("a default that its schema refuses", object({ a: { ...integer, default: 1, minimum: 5 } })),
    wrong("a type within one of", object({ a: text }, { oneOf: [{ type: "object" }] })),
    verdict(
      "definition: another name",
      tryOut(having(definition(object({})), { "metadata.name": "others.{ns}.example.com" })),
    ),
    verdict("definition: no versions", tryOut(having(definition(object({})), { "spec.versions": [] }))),
    verdict(
      "definition: two stored versions",
      tryOut(
        having(definition(object({})), {
          "spec.versions": ["v1", "v2"].map((name) => ({
            name,
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object" } },
          })),
        }),
      ),
    ),
    verdict(
      "definition: one version twice",
      tryOut(
        having(definition(object({})), {
          "spec.versions": [true, false].map((storage) => ({
            name: "v1",
            served: true,
            storage,
            schema: { openAPIV3Schema: { type: "object" } },
          })),
        }),
      ),
    ),
    verdict("definition: an unknown scope", tryOut(having(definition(object({})), { "spec.scope": "Galaxy" }))),
    verdict(
      "definition: a kind with a small letter",
      tryOut(having(definition(object({})), { "spec.names.kind": "thing-s" })),
    ),
    verdict("definition: a group that is none", tryOut(having(definition(object({})), { "spec.group": "a_b" }))),
    verdict("definition: no schema", tryOut(having(definition(object({})), { "spec.versions.0.schema": undefined }))),
  ],
};
