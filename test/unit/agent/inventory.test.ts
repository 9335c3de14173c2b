import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entryOf, itemOf, leaving, merged } from "../../../src/agent/inventory/index.ts";

const label = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}[a-z0-9]$/);
const item = fc.record({
  namespace: fc.oneof(fc.constant(""), label),
  name: fc.oneof(
    label,
    fc.tuple(label, label).map(([a, b]) => `${a}:${b}`),
  ),
  group: fc.oneof(fc.constant(""), label),
  kind: fc.stringMatching(/^[A-Z][A-Za-z]{1,20}$/),
  version: fc.constantFrom("v1", "v1beta1"),
});

describe("the inventory", () => {
  it("writes ids as Flux does", () => {
    const web = { namespace: "default", name: "web", group: "apps", kind: "Deployment", version: "v1" };
    expect(entryOf(web)).toEqual({ id: "default_web_apps_Deployment", v: "v1" });
    const role = {
      namespace: "",
      name: "system:x",
      group: "rbac.authorization.k8s.io",
      kind: "ClusterRole",
      version: "v1",
    };
    expect(entryOf(role).id).toBe("_system__x_rbac.authorization.k8s.io_ClusterRole");
  });

  it("reads back whatever it wrote", () => {
    fc.assert(
      fc.property(item, (one) => {
        expect(itemOf(entryOf(one))).toEqual(one);
      }),
    );
  });

  it("loses nothing when it is merged, in any order, and names nothing twice", () => {
    fc.assert(
      fc.property(fc.array(item), fc.array(item), (a, b) => {
        const [left, right] = [a.map(entryOf), b.map(entryOf)];
        const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);
        const all = ids(merged(left, right));
        expect(all).toEqual(ids(merged(right, left)));
        expect(new Set(all)).toEqual(new Set([...ids(left), ...ids(right)]));
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it("lets go of exactly what is not kept, whatever its version", () => {
    const entries = [
      { id: "a_b__ConfigMap", v: "v1" },
      { id: "a_c__ConfigMap", v: "v1beta1" },
    ];
    expect(leaving(entries, new Set(["a_c__ConfigMap"]))).toEqual([entries[0]]);
  });
});
