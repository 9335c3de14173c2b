import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameValue, structuralDiff, withIgnoredChanges } from "../../../src/engine/embedded/providers/index.ts";
import { resetAt } from "../../../src/pulumi/index.ts";

const json = fc.dictionary(
  fc.string({ minLength: 1 }).filter((key) => !key.startsWith("__")),
  fc.jsonValue({ maxDepth: 3 }),
);
describe("changes that are to be ignored", () => {
  it("leave no difference when everything is ignored", () => {
    fc.assert(
      fc.property(json, json, (olds, news) => {
        const { inputs } = withIgnoredChanges(news, olds, ["*"]);
        expect(structuralDiff(olds, inputs)).toBeUndefined();
      }),
    );
  });

  it("never touch what stands elsewhere", () => {
    fc.assert(
      fc.property(json, json, (olds, news) => {
        const { inputs } = withIgnoredChanges({ ...news, other: 1 }, olds, ["ignored"]);
        expect(inputs["other"]).toBe(1);
      }),
    );
  });

  it("cannot be applied where something around them was added or removed", () => {
    expect(resetAt(["a", "b"], { a: { b: 1 } }, { c: 1 })).toEqual({ value: { c: 1 }, complete: false });
    expect(withIgnoredChanges({ c: 1 }, { a: { b: 1 } }, ["a.b"]).notApplied).toEqual(["a.b"]);
  });

  it("are applied as far as they lead in lists of different lengths", () => {
    expect(withIgnoredChanges({ list: [{ v: 8 }, { v: 9 }] }, { list: [{ v: 1 }] }, ["list[*].v"])).toEqual({
      inputs: { list: [{ v: 1 }, { v: 9 }] },
      notApplied: ["list[*].v"],
    });
  });

  it("keep secret what was secret", () => {
    const secret = (value: unknown) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value,
    });
    expect(withIgnoredChanges({ a: { b: 2 } }, { a: secret({ b: 1 }) }, ["a.b"]).inputs).toEqual({
      a: { b: secret(1) },
    });
    expect(withIgnoredChanges({ a: secret({ b: 2 }) }, { a: { b: 1 } }, ["a.b"]).inputs).toEqual({
      a: secret({ b: 1 }),
    });
  });
});

describe("structural comparison", () => {
  it("finds nothing between equals, and something between others", () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        expect(structuralDiff(left, structuredClone(left))).toBeUndefined();
        expect(structuralDiff(left, right) === undefined).toBe(sameValue(left, right));
      }),
    );
  });

  it("names each leaf with what happened to it", () => {
    expect(structuralDiff({ a: { x: 1, y: 2 }, l: [1] }, { a: { x: 2, z: 3 }, l: [1, 2] })).toEqual({
      changedKeys: ["a", "l"],
      detailed: {
        "a.x": { kind: "update", inputDiff: true },
        "a.y": { kind: "delete", inputDiff: true },
        "a.z": { kind: "add", inputDiff: true },
        "l[1]": { kind: "add", inputDiff: true },
      },
    });
  });
});
