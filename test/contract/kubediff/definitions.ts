import type { KubediffCase, Manifest, Write } from "./cases.ts";
import { agent } from "./cases.ts";

const spec = {
  type: "object",
  properties: {
    size: { type: "integer", format: "int64", default: 3 },
    count: { type: "integer" },
    replicas: { type: "integer" },
    color: { type: "string" },
    template: {
      type: "object",
      properties: {
        metadata: {
          type: "object",
          properties: { labels: { type: "object", additionalProperties: { type: "string" } } },
        },
      },
    },
  },
};

interface Version {
  readonly name: string;
  readonly storage?: true;
}

/** A kind of the test's own, so that nothing that is known of another test's kind is taken for its. */
export function definition(versions: readonly Version[], more: object = {}): Manifest {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.$NS.example.com" },
    spec: {
      group: "$NS.example.com",
      scope: "Namespaced",
      names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
      versions: versions.map(({ name, storage = false }) => ({
        name,
        served: true,
        storage,
        schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
      })),
      ...more,
    },
  };
}

export const thing = (content: object, version = "v1"): Manifest => ({
  apiVersion: `$NS.example.com/${version}`,
  kind: "Thing",
  metadata: { name: "one" },
  spec: content,
});

const v1 = definition([{ name: "v1", storage: true }]);
const both = definition([{ name: "v1beta1" }, { name: "v1", storage: true }]);
const defined = (object: Manifest): Write => ({ by: "test", as: "update", object });
const applied = (object: Manifest): Write => ({ by: agent, as: "apply", object });

const exactInteger = (size: string): Manifest => ({ ...thing({}), spec: { size: `$INT${size}$` } });

/** What comparisons are known to get wrong about kinds that a cluster has by a definition. */
export const definitionCases: readonly KubediffCase[] = [
  {
    title: "leaves the defaults that a definition fills in",
    writes: [defined(v1), applied(thing({ color: "red" }))],
    git: [thing({ color: "red" })],
    exact: { verdict: "in-sync" },
  },
  {
    title: "takes a default of a definition that Git spells out for the same",
    writes: [defined(v1), applied(thing({ color: "red" }))],
    git: [thing({ color: "red", size: 3 })],
    exact: { verdict: "in-sync" },
  },
  {
    title: "takes a default of a definition that has left Git for the same",
    writes: [defined(v1), applied(thing({ color: "red", size: 3 }))],
    git: [thing({ color: "red" })],
    exact: { verdict: "in-sync" },
  },
  {
    title: "sees a field that returns to the default of its definition",
    writes: [defined(v1), applied(thing({ color: "red", size: 5 }))],
    git: [thing({ color: "red" })],
    exact: { verdict: "diverged", paths: [".spec.size"] },
  },
  {
    title: "calls an object unknown whose field its definition does not have",
    writes: [defined(v1), applied(thing({ color: "red" }))],
    git: [thing({ color: "red", colour: "red" })],
    exact: { verdict: "unknown", says: /field not declared in schema/ },
  },
  {
    title: "takes an object that was applied in another version of its kind for the same",
    writes: [defined(both), applied(thing({ color: "red" }, "v1beta1"))],
    git: [thing({ color: "red" })],
    exact: { verdict: "in-sync" },
  },
  {
    title: "sees what left an object that was applied in another version of its kind",
    writes: [defined(both), applied(thing({ color: "red", count: 2 }, "v1beta1"))],
    git: [thing({ color: "red" })],
    exact: { verdict: "diverged", paths: [".spec.count"] },
  },
  {
    title: "calls an object unknown whose template has a creation time that its definition does not have",
    writes: [defined(v1), applied(thing({ template: { metadata: { labels: { app: "web" } } } }))],
    git: [thing({ template: { metadata: { labels: { app: "web" }, creationTimestamp: null } } })],
    exact: { verdict: "unknown", says: /creationTimestamp: field not declared in schema/ },
  },
  {
    title: "takes an integer above 2^53 for the same where all its digits are",
    writes: [defined(v1), applied(exactInteger("9007199254740993"))],
    git: [exactInteger("9007199254740993")],
    exact: { verdict: "in-sync" },
  },
  {
    title: "sees an integer above 2^53 that differs in its last digit",
    writes: [defined(v1), applied(exactInteger("9007199254740993"))],
    git: [exactInteger("9007199254740992")],
    exact: { verdict: "diverged", paths: [".spec.size"] },
  },
];

/** The embedded API server leaves out what managers own of a version that is gone. */
export const exactDefinitionCases: readonly KubediffCase[] = [
  {
    title: "calls an object unknown that was applied in a version which is gone, since it cannot be applied any more",
    writes: [defined(both), applied(thing({ color: "red" }, "v1beta1")), defined(v1)],
    git: [thing({ color: "red" })],
    exact: { verdict: "unknown", says: /invalid group\/version/ },
    readOnly: { verdict: "in-sync" },
  },
];
