import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readManifests, substituted } from "../../../src/agent/build/index.ts";

const values = new Map([
  ["a", "1"],
  ["empty", ""],
  ["tricky", "${a}"],
]);

describe("variables in manifests", () => {
  it.each([
    ["${a}", "1"],
    ["x${a}y${a}", "x1y1"],
    ["$a", "$a"],
    ["$${a}", "${a}"],
    ["${none:=d}", "d"],
    ["${none:-d}", "d"],
    ["${none=d}", "d"],
    ["${empty}", ""],
    ["${empty:=d}", "d"],
    ["${empty=d}", ""],
    ["${tricky}", "${a}"],
  ])("%s becomes %s", (text, result) => {
    expect(substituted(text, values)).toBe(result);
  });

  it("without a value or in an unknown notation are named", () => {
    expect(() => substituted("${none}", values)).toThrow(/\$\{none\} has no value/);
    expect(() => substituted("${a^^}", values)).toThrow(/\$\{a\^\^\} is not supported/);
  });

  it("change nothing in a text without them", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("${")),
        (text) => {
          expect(substituted(text, values)).toBe(text);
        },
      ),
    );
  });

  it("become numbers where they stand alone without quotes, and stay text within quotes", () => {
    const text = 'apiVersion: v1\nkind: X\nmetadata: {name: x}\nspec:\n  n: ${a}\n  t: "${a}"\n  l: [ "${a}" ]\n';
    const { objects } = readManifests("x.yaml", text, (part) => substituted(part, values));
    expect(objects[0]?.object["spec"]).toEqual({ n: 1, t: "1", l: ["1"] });
  });

  it("are left alone in an object that opts out", () => {
    const text =
      "apiVersion: v1\nkind: X\nmetadata:\n  name: x\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}\nv: ${none}\n";
    const { objects, problems } = readManifests("x.yaml", text, (part) => substituted(part, values));
    expect(problems).toEqual([]);
    expect(objects[0]?.object["v"]).toBe("${none}");
  });
});
