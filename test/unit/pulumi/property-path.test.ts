import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPath, isInside, parsePath, pathContains } from "../../../src/pulumi/index.ts";

const key = fc.string({ minLength: 1, unit: "binary" });
const path = fc
  .array(fc.oneof(key, fc.nat(20)), { minLength: 1 })
  // A list has no place at the top.
  .map((steps) => steps.map((step, index) => (index === 0 ? String(step) : step)));

/** Pulumi escapes no backslash, so that one before a quote, or at the end, cannot be told from an escape. */
const isReadable = (step: string | number) => typeof step === "number" || !/\\(?:"|$)/.test(step);

describe("property paths", () => {
  it.each([
    ["a", ["a"]],
    ["a.b[0].c", ["a", "b", 0, "c"]],
    ['a["b.c"]["d\\"e"]', ["a", "b.c", 'd"e']],
    ['["first.key"].x', ["first.key", "x"]],
    ["list[*].name", ["list", "*", "name"]],
    ['a["back\\slash"]', ["a", "back\\slash"]],
    ['labels.["old.provider"].[2]', ["labels", "old.provider", 2]],
    ["labels.my-key/x", ["labels", "my-key/x"]],
    ["", []],
  ])("reads %s", (text, steps) => {
    expect(parsePath(text)).toEqual(steps);
  });

  it.each(["a[", "a..b", "a[x]", ".a", "a.", 'a["b', 'a["b"', 'a["b\\"]', "a[-1]"])("refuses %s", (text) => {
    expect(parsePath(text)).toBeUndefined();
  });

  it.each([
    [["a", "b", 0, "c"], "a.b[0].c"],
    [["a", "1st", "_x"], "a.1st._x"],
    [["labels", "app.kubernetes.io/name"], 'labels["app.kubernetes.io/name"]'],
    [["labels", "with-dash"], 'labels["with-dash"]'],
    [["labels", "$dollar"], 'labels["$dollar"]'],
    [["labels", 'q"uote'], 'labels["q\\"uote"]'],
    [["labels", "back\\slash"], 'labels["back\\slash"]'],
    [["labels", "größe"], 'labels["größe"]'],
    [["labels", "🙂"], 'labels["🙂"]'],
    [["labels", ""], "labels."],
    [["first.key", "x"], '["first.key"].x'],
  ])("writes %j as %s", (steps, text) => {
    expect(formatPath(steps)).toBe(text);
  });

  it("are read as they are written", () => {
    fc.assert(
      fc.property(
        path.filter((steps) => steps.every(isReadable)),
        (steps) => {
          expect(parsePath(formatPath(steps))).toEqual(steps);
        },
      ),
    );
  });

  it("contain themselves and everything below", () => {
    fc.assert(
      fc.property(path, path, (outer, more) => {
        expect(pathContains(outer, [...outer, ...more])).toBe(true);
        expect(pathContains([...outer, ...more], outer)).toBe(false);
      }),
    );
    expect(pathContains(["a", "*"], ["a", 0, "b"])).toBe(true);
    expect(pathContains(["a", "b"], ["a"])).toBe(false);
  });

  it("are inside of a list of texts when one of them leads there", () => {
    expect(isInside(["a", "b", 0], ["x", "a.b"])).toBe(true);
    expect(isInside(["a", "b", 0, "c"], ["a.b[*].c"])).toBe(true);
    expect(isInside(["ab"], ["a"])).toBe(false);
    expect(isInside(["a[x]"], ["a[x]"])).toBe(true);
  });
});
