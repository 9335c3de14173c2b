import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  jsonPatch,
  mergePatch,
  PatchRefused,
  strategicMerge,
} from "../../../src/local/cluster/api-server/patch/index.ts";
import { facts, TypeNode } from "../../../src/local/cluster/api-server/schema/index.ts";

const podSpec = new TypeNode({ $ref: "io.k8s.api.core.v1.PodSpec" }, facts().schemas);
const names = (spec: unknown): unknown[] =>
  (spec as { containers: { name: string }[] }).containers.map(({ name }) => name);

describe("a JSON patch", () => {
  it("adds, removes, replaces, moves and copies", () => {
    const patched = jsonPatch({ a: { b: [1, 2] }, c: 3 }, [
      { op: "add", path: "/a/b/-", value: 9 },
      { op: "replace", path: "/a/b/0", value: 0 },
      { op: "move", from: "/c", path: "/d" },
      { op: "copy", from: "/d", path: "/e~1f" },
      { op: "remove", path: "/a/b/1" },
    ]);
    expect(patched).toEqual({ a: { b: [0, 9] }, d: 3, "e/f": 3 });
  });

  it("leaves the document as it is when an operation does not fit", () => {
    const document = { a: 1 };
    expect(() =>
      jsonPatch(document, [
        { op: "add", path: "/b", value: 2 },
        { op: "remove", path: "/x" },
      ]),
    ).toThrow(PatchRefused);
    expect(document).toEqual({ a: 1 });
  });

  it("stops at a test that fails", () => {
    expect(() => jsonPatch({ a: 1 }, [{ op: "test", path: "/a", value: 2 }])).toThrow("testing value /a failed");
  });
});

describe("a merge patch", () => {
  it("removes what it sets to null and replaces lists", () => {
    expect(mergePatch({ a: 1, b: { c: 1, d: [1] } }, { a: null, b: { d: [2] } })).toEqual({ b: { c: 1, d: [2] } });
  });

  it("changes nothing when applied twice", () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 3 }), fc.object({ maxDepth: 3 }), (document, patch) => {
        const once = mergePatch(document, JSON.parse(JSON.stringify(patch)));
        expect(mergePatch(once, JSON.parse(JSON.stringify(patch)))).toEqual(once);
      }),
    );
  });
});

describe("a strategic merge patch", () => {
  const live = {
    containers: [
      { name: "a", image: "1" },
      { name: "b", image: "1" },
    ],
    nodeSelector: { x: "y" },
  };

  it("merges list items by the key of their type", () => {
    expect(strategicMerge(podSpec, live, { containers: [{ name: "b", image: "2" }] })).toMatchObject({
      containers: [
        { name: "a", image: "1" },
        { name: "b", image: "2" },
      ],
    });
  });

  it("deletes an item that it marks, and replaces a list that it says to replace", () => {
    expect(names(strategicMerge(podSpec, live, { containers: [{ name: "a", $patch: "delete" }] }))).toEqual(["b"]);
    expect(names(strategicMerge(podSpec, live, { containers: [{ $patch: "replace" }, { name: "z" }] }))).toEqual(["z"]);
  });

  it("puts items in the order that it asks for", () => {
    const patch = {
      "$setElementOrder/containers": [{ name: "b" }, { name: "a" }],
      containers: [{ name: "a", image: "3" }],
    };
    expect(names(strategicMerge(podSpec, live, patch))).toEqual(["b", "a"]);
  });

  it("puts new items before those that only the server has", () => {
    expect(names(strategicMerge(podSpec, live, { containers: [{ name: "b" }, { name: "new" }] }))).toEqual([
      "a",
      "b",
      "new",
    ]);
  });

  it("replaces lists without a key", () => {
    const tolerations = [{ key: "a" }];
    expect(strategicMerge(podSpec, { tolerations: [{ key: "z" }] }, { tolerations })).toEqual({ tolerations });
  });

  it("refuses an item without its key", () => {
    expect(() => strategicMerge(podSpec, live, { containers: [{ image: "x" }] })).toThrow(
      "does not contain declared merge key",
    );
  });
});
