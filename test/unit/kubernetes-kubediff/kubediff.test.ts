import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldSet, KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import {
  exactChanges,
  managerOf,
  Schemas,
  standsAsDeclared,
  structuralChanges,
  takenOver,
  withoutFields,
} from "../../../src/kubernetes/kubediff/index.ts";

const agent = "groundwork-agent";

interface Owned {
  readonly manager: string;
  readonly operation?: string;
  readonly fields: FieldSet;
}

function configMap(data: object, ...owned: readonly Owned[]): KubernetesObject {
  // A manager of no member would own the whole map.
  const some = owned.filter(({ fields }) => Object.keys(fields).length > 0);
  const managedFields = some.map(({ manager, operation = "Apply", fields }) => ({
    manager,
    operation,
    apiVersion: "v1",
    fieldsV1: { "f:data": fields },
  }));
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", managedFields }, data };
}

const declared = (data: object): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "c" },
  data,
});
const names = fc.constantFrom("a", "b", "c", "__proto__", "constructor");
const texts = fc.dictionary(names, fc.constantFrom("1", "2"), { noNullPrototype: true });
const fieldsOf = (data: object): FieldSet => Object.fromEntries(Object.keys(data).map((name) => [`f:${name}`, {}]));

describe("an object that stands as it is declared", () => {
  it("is one whose manager owns every declared field, with the declared value", () => {
    const live = configMap({ a: "1" }, { manager: agent, fields: { "f:a": {} } });
    expect(standsAsDeclared(declared({ a: "1" }), live, agent)).toBe(true);
    expect(standsAsDeclared(declared({ a: "2" }), live, agent)).toBe(false);
    expect(standsAsDeclared(declared({ a: "1", b: "2" }), live, agent)).toBe(false);
    expect(standsAsDeclared(declared({}), live, agent)).toBe(false);
  });

  it("is none as long as kubectl owns a field beside it", () => {
    const byHand = { manager: "kubectl-edit", operation: "Update", fields: { "f:b": {} } };
    const live = configMap({ a: "1", b: "2" }, { manager: agent, fields: { "f:a": {} } }, byHand);
    expect(standsAsDeclared(declared({ a: "1" }), live, agent)).toBe(false);
  });

  it("has no change, whichever fields others add", () => {
    fc.assert(
      fc.property(texts, texts, (own, others) => {
        const live = configMap(
          { ...others, ...own },
          { manager: agent, fields: fieldsOf(own) },
          { manager: "operator", operation: "Update", fields: fieldsOf(others) },
        );
        if (!standsAsDeclared(declared(own), live, agent)) return;
        expect(structuralChanges(declared(own), live, agent, undefined).changes).toEqual([]);
      }),
    );
  });
});

describe("without asking the server", () => {
  it("is exactly what differs, and what the agent owns alone and Git does not declare", () => {
    fc.assert(
      fc.property(texts, texts, texts, (git, own, others) => {
        const live = configMap(
          { ...others, ...own },
          { manager: agent, fields: fieldsOf(own) },
          { manager: "operator", operation: "Update", fields: fieldsOf(others) },
        );
        const there: Record<string, unknown> = { ...others, ...own };
        const has = (map: object, name: string) => Object.hasOwn(map, name);
        const expected = [...new Set([...Object.keys(git), ...Object.keys(there)])].filter((name) =>
          has(git, name) ? !has(there, name) || there[name] !== git[name] : has(own, name) && !has(others, name),
        );
        const found = structuralChanges(declared(git), live, agent, undefined).changes.map(({ path }) => path);
        expect(found.toSorted()).toEqual(expected.map((name) => `.data.${name}`).toSorted());
      }),
    );
  });

  it("names a field that the schema does not have", () => {
    const content = { type: "object", properties: { data: { type: "object", properties: {} } } };
    const kinds = [{ group: "", version: "v1", kind: "ConfigMap" }];
    const schemas = new Schemas({
      components: { schemas: { ConfigMap: { ...content, "x-kubernetes-group-version-kind": kinds } } },
    });
    const live = configMap({ a: "1" }, { manager: agent, fields: { "f:a": {} } });
    expect(structuralChanges(declared({ a: "1" }), live, agent, schemas).problems).toEqual([
      ".data.a: field not declared in schema",
    ]);
  });
});

describe("fields that are taken over", () => {
  it("are those that kubectl and another agent own alone", () => {
    const applied = configMap(
      { a: "1", b: "2", c: "3", d: "4" },
      { manager: agent, fields: { "f:a": {} } },
      { manager: "kubectl-client-side-apply", operation: "Update", fields: { "f:a": {}, "f:b": {}, "f:d": {} } },
      { manager: "kustomize-controller", fields: { "f:c": {} } },
      { manager: "operator", operation: "Update", fields: { "f:d": {} } },
    );
    expect(takenOver(applied, agent)).toEqual({ "f:data": { "f:b": {}, "f:c": {} } });
    expect(withoutFields(applied["data"], { "f:b": {}, "f:c": {} })).toEqual({ a: "1", d: "4" });
  });

  it("are none of what admission added to the agent's own apply", () => {
    const applied = configMap(
      { a: "1", b: "2" },
      { manager: agent, fields: { "f:a": {} } },
      { manager: agent, operation: "Update", fields: { "f:b": {} } },
    );
    expect(takenOver(applied, agent)).toEqual({});
  });

  it("leave an item of a list whole, or not at all", () => {
    const items = [
      { name: "a", value: "1" },
      { name: "b", value: "2", more: true },
    ];
    expect(withoutFields(items, { 'k:{"name":"b"}': { ".": {}, "f:name": {}, "f:value": {} } })).toEqual([items[0]]);
    expect(withoutFields(items, { 'k:{"name":"b"}': { "f:value": {} } })).toEqual([
      items[0],
      { name: "b", more: true },
    ]);
  });
});

describe("in whose name an object is applied", () => {
  it("is that of the agent which applies it, before kubectl's, and ours where there is none", () => {
    const by = (...managers: readonly string[]) =>
      configMap({}, ...managers.map((manager) => ({ manager, fields: { "f:a": {} } })));
    expect(managerOf(by("kubectl", "kustomize-controller"))).toBe("kustomize-controller");
    expect(managerOf(by("kubectl"))).toBe("kubectl");
    expect(managerOf(by("operator"))).toBe(agent);
    expect(managerOf(undefined)).toBe(agent);
  });
});

describe("what a dry run answers", () => {
  it("is compared without what the server notes, by the keys of lists", () => {
    const pod = (image: string, version: string): KubernetesObject => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: "p",
        resourceVersion: version,
        managedFields: [
          {
            manager: agent,
            operation: "Apply",
            fieldsV1: {
              "f:spec": { "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:image": {}, "f:name": {} } } },
            },
          },
        ],
      },
      spec: { containers: [{ name: "web", image }] },
      status: { phase: version },
    });
    expect(exactChanges(pod("a", "1"), pod("b", "2"))).toEqual([
      { path: ".spec.containers[name=web].image", cluster: "a", git: "b" },
    ]);
  });
});
