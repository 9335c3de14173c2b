import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject } from "../../../src/lib/index.ts";
import {
  applied,
  decodeFields,
  encodeFields,
  FieldSet,
  fieldsOf,
  type Manager,
  type Ownership,
  OwnershipConflict,
  ownershipAfterUpdate,
  UntypedValue,
} from "../../../src/local/cluster/api-server/apply/index.ts";
import { facts, TypeNode } from "../../../src/local/cluster/api-server/schema/index.ts";

const configMap = new TypeNode({ $ref: "io.k8s.api.core.v1.ConfigMap" }, facts().schemas);
const deployment = new TypeNode({ $ref: "io.k8s.api.apps.v1.Deployment" }, facts().schemas);
const now = "2026-01-01T00:00:00Z";
const applier = (name: string): Manager => ({ name, operation: "Apply", apiVersion: "v1", subresource: "" });
const updater = (name: string): Manager => ({ ...applier(name), operation: "Update" });

interface State {
  readonly object: JsonObject;
  readonly owners: readonly Ownership[];
}
const empty: State = { object: {}, owners: [] };
const apply = (state: State, name: string, wanted: JsonObject, { force = false, type = configMap } = {}): State =>
  applied({ type, live: state.object, wanted, owners: state.owners, by: applier(name), force, now });
const data = (entries: Record<string, string>): JsonObject => ({ metadata: { name: "x" }, data: entries });
const owned = ({ owners }: State, name: string): unknown => {
  const owner = owners.find(({ by }) => by.name === name);
  return owner && encodeFields(owner.fields);
};

describe("applying an object", () => {
  it("gives the manager the fields that it states", () => {
    expect(owned(apply(empty, "a", data({ k: "1" })), "a")).toEqual({ "f:data": { "f:k": {} } });
  });

  it("removes what it no longer states, and only that", () => {
    const before = apply(apply(empty, "a", data({ k: "1", l: "2" })), "b", data({ m: "3" }));
    expect(apply(before, "a", data({ k: "1" })).object.data).toEqual({ k: "1", m: "3" });
  });

  it("keeps a field that it no longer states while another manager states it", () => {
    const before = apply(apply(empty, "a", data({ k: "1" })), "b", data({ k: "1" }));
    const after = apply(before, "a", data({}));
    expect(after.object.data).toEqual({ k: "1" });
    expect(owned(after, "b")).toEqual({ "f:data": { "f:k": {} } });
  });

  it("names the manager and the field of every conflict", () => {
    const before = apply(empty, "a", data({ k: "1", l: "1" }));
    expect(() => apply(before, "b", data({ k: "2", l: "2" }))).toThrow(
      new OwnershipConflict({
        conflicts: [
          { with: applier("a"), path: ["f:data", "f:k"] },
          { with: applier("a"), path: ["f:data", "f:l"] },
        ],
      }),
    );
  });

  it("takes the fields with force", () => {
    const after = apply(apply(empty, "a", data({ k: "1", l: "1" })), "b", data({ k: "2" }), { force: true });
    expect(after.object.data).toEqual({ k: "2", l: "1" });
    expect(owned(after, "a")).toEqual({ "f:data": { "f:l": {} } });
  });

  it("shares a field on which managers agree", () => {
    const after = apply(apply(empty, "a", data({ k: "1" })), "b", data({ k: "1" }));
    expect([owned(after, "a"), owned(after, "b")]).toEqual([{ "f:data": { "f:k": {} } }, { "f:data": { "f:k": {} } }]);
  });

  it("owns list items by the keys of their type, with defaults for absent keys", () => {
    const spec = { template: { spec: { containers: [{ name: "c", ports: [{ containerPort: 80 }] }] } } };
    expect(encodeFields(fieldsOf(deployment, { spec }))).toMatchObject({
      "f:spec": {
        "f:template": {
          "f:spec": {
            "f:containers": {
              'k:{"name":"c"}': {
                ".": {},
                "f:name": {},
                "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} } },
              },
            },
          },
        },
      },
    });
  });

  it("removes one item of a list and leaves those of others", () => {
    const containers = (...names: string[]): JsonObject => ({
      spec: { template: { spec: { containers: names.map((name) => ({ name, image: name })) } } },
    });
    const before = apply(apply(empty, "a", containers("x", "y"), { type: deployment }), "b", containers("z"), {
      type: deployment,
    });
    expect(apply(before, "a", containers("y"), { type: deployment }).object).toEqual(containers("y", "z"));
  });

  it("refuses fields that the type does not declare, with their path", () => {
    expect(() => fieldsOf(deployment, { spec: { template: { spec: { imagee: 1 } } } })).toThrow(
      new UntypedValue({ faults: [{ path: ".spec.template.spec.imagee", why: "field not declared in schema" }] }),
    );
  });

  it("keeps the time of a manager that changed nothing", () => {
    const before = apply(empty, "a", data({ k: "1" }));
    const later = applied({
      type: configMap,
      live: before.object,
      wanted: data({ k: "1" }),
      owners: before.owners,
      by: applier("a"),
      force: false,
      now: "2027-01-01T00:00:00Z",
    });
    expect(later.owners).toEqual(before.owners);
  });
});

describe("updating an object", () => {
  it("moves changed fields to the updater, appliers included", () => {
    const before = apply(empty, "a", data({ k: "1", l: "1" }));
    const owners = ownershipAfterUpdate({
      type: configMap,
      before: before.object,
      after: data({ k: "2", l: "1" }),
      owners: before.owners,
      by: updater("edit"),
      now,
    });
    expect(owners.map(({ by, fields }) => [by.name, encodeFields(fields)])).toEqual([
      ["a", { "f:data": { "f:l": {} } }],
      ["edit", { "f:data": { "f:k": {} } }],
    ]);
  });
});

describe("field sets", () => {
  const path = fc.array(fc.constantFrom("f:a", "f:b", 'k:{"name":"x"}', 'v:"1"'), { minLength: 1, maxLength: 4 });
  const set = fc.array(path, { maxLength: 8 }).map((paths) => FieldSet.of(...paths));

  it("survive being written as FieldsV1 and read again", () => {
    fc.assert(
      fc.property(set, (one) => {
        expect(decodeFields(encodeFields(one)).equals(one)).toBe(true);
      }),
    );
  });

  it("obey the laws of sets", () => {
    fc.assert(
      fc.property(set, set, (one, other) => {
        expect(one.difference(other).intersection(other).isEmpty).toBe(true);
        expect(one.difference(other).union(one.intersection(other)).equals(one)).toBe(true);
        expect(one.union(other).equals(other.union(one))).toBe(true);
      }),
    );
  });
});

describe("any sequence of applies", () => {
  const entries = fc.dictionary(fc.constantFrom("k", "l", "m"), fc.constantFrom("1", "2"));
  const step = fc.record({ name: fc.constantFrom("a", "b"), entries });

  it("leaves exactly the fields that somebody stated last, with the last forced value", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        let state = empty;
        const stated = new Map<string, Record<string, string>>();
        const values = new Map<string, string>();
        for (const { name, entries: wanted } of steps) {
          state = apply(state, name, data(wanted), { force: true });
          stated.set(name, wanted);
          for (const [key, value] of Object.entries(wanted)) {
            for (const [other, has] of stated) {
              if (other !== name && has[key] !== undefined && has[key] !== value) delete has[key];
            }
            values.set(key, value);
          }
        }
        const wanted = [...new Set([...stated.values()].flatMap((one) => Object.keys(one)))];
        const expected = Object.fromEntries(wanted.map((key) => [key, values.get(key)]));
        expect(state.object.data ?? {}).toEqual(expected);
      }),
    );
  });

  it("changes nothing when the last one is repeated", () => {
    const stating = step.filter(({ entries: wanted }) => Object.keys(wanted).length > 0);
    fc.assert(
      fc.property(fc.array(stating, { minLength: 1, maxLength: 6 }), (steps) => {
        let state = empty;
        for (const { name, entries: wanted } of steps) state = apply(state, name, data(wanted), { force: true });
        const last = steps.at(-1);
        if (last === undefined) return;
        expect(apply(state, last.name, data(last.entries)).object).toEqual(state.object);
      }),
    );
  });
});
