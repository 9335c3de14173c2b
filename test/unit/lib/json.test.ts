import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { sourcesIn } from "../../../build/sources.ts";
import { projectRoot, sameJson } from "../../../src/lib/index.ts";

describe("two values", () => {
  it.each([
    [
      { a: 1, b: [{ c: null }] },
      { b: [{ c: null }], a: 1 },
    ],
    [{ a: undefined }, {}],
    [0, -0],
    [[], []],
    [undefined, undefined],
  ])("are the same JSON: %j and %j", (left, right) => {
    expect([sameJson(left, right), sameJson(right, left)]).toEqual([true, true]);
  });

  it.each([
    [
      [1, 2],
      [2, 1],
    ],
    [[undefined], []],
    [[], {}],
    [null, {}],
    [null, undefined],
    ["1", 1],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: null }, {}],
  ])("are not: %j and %j", (left, right) => {
    expect([sameJson(left, right), sameJson(right, left)]).toEqual([false, false]);
  });

  it("are compared by sameJson, and never as texts, which differ by the order of keys", () => {
    const asTexts = /JSON\.stringify\((?:[^()]|\([^()]*\))*\)\s*[!=]==|[!=]==\s*JSON\.stringify\(/u;
    expect(asTexts.test("JSON.stringify(at(a)) !== JSON.stringify(b)")).toBe(true);
    const files = ["src", "stacks", "demo", "build"].flatMap((folder) => sourcesIn(projectRoot(), folder));
    expect(files.filter((file) => asTexts.test(readFileSync(path.join(projectRoot(), file), "utf8")))).toEqual([]);
  });
});
