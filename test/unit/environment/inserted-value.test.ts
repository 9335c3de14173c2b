import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { withValueAt } from "../../../src/environment/yaml/index.ts";

const inserted = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom("no", "1.0", "a: b", "#"),
);
const scalar = fc.oneof(inserted, fc.constant("two\nlines\n"));
const key = fc.stringMatching(/^[a-z]{1,2}$/u);
const document = fc.dictionary(
  key,
  fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(key, scalar, { maxKeys: 3 })),
  { maxKeys: 4, minKeys: 1 },
);

const spec = { key: "spec" };
const uploads = [spec, { key: "buckets" }, { name: "uploads" }, { key: "age" }];

describe("a value that is put into a YAML file", () => {
  it.each([
    [
      "after the last key of its map",
      "spec:\n  a: 1 # one\n\nother: 2\n",
      [spec, { key: "b" }],
      "spec:\n  a: 1 # one\n  b: 5\n\nother: 2\n",
    ],
    ["with the maps around it", "a: 1\n", [spec, { key: "b" }, { key: "c" }], "a: 1\nspec:\n  b:\n    c: 5\n"],
    ["at the end of a file without a last line end", "spec:\n  a: 1", [spec, { key: "b" }], "spec:\n  a: 1\n  b: 5\n"],
    [
      "after a text of several lines",
      "spec:\n  a: |\n    x\n    y\n",
      [spec, { key: "b" }],
      "spec:\n  a: |\n    x\n    y\n  b: 5\n",
    ],
    ["into a map on one line", "spec: { a: 1 } # x\n", [spec, { key: "b" }], "spec: { a: 1, b: 5 } # x\n"],
    ["into an empty map", "spec: {}\n", [spec, { key: "b" }], "spec: { b: 5 }\n"],
    [
      "as a new entry of a list by name",
      "spec:\n  buckets:\n  - name: x\n",
      uploads,
      "spec:\n  buckets:\n  - name: x\n  - name: uploads\n    age: 5\n",
    ],
    [
      "as a new entry of a list on one line",
      "spec: { buckets: [{ name: x }] }\n",
      uploads,
      "spec: { buckets: [{ name: x }, { name: uploads, age: 5 }] }\n",
    ],
    [
      "into the entry of a list that has its name",
      "spec:\n  buckets:\n    - name: uploads\n    - name: x\n",
      uploads,
      "spec:\n  buckets:\n    - name: uploads\n      age: 5\n    - name: x\n",
    ],
  ])("stands %s", (_, text, steps, expected) => {
    expect(withValueAt(text, steps, 5)?.text).toBe(expected);
  });

  it.each([
    ["it is set already", "spec: { a: 1 }\n", [spec, { key: "a" }]],
    ["something else than a map stands there", "spec: text\n", [spec, { key: "a" }]],
    ["nothing is set there on purpose", "spec:\n  b: null\n", [spec, { key: "b" }, { key: "a" }]],
    ["an alias stands there", "x: &x { c: 1 }\nspec: *x\n", [spec, { key: "a" }]],
    ["a list there has entries without names", "spec:\n  buckets: [1]\n", uploads],
    ["the file is no YAML", "a: [\n", [spec, { key: "a" }]],
  ])("is nothing where %s", (_, text, steps) => {
    expect(withValueAt(text, steps, 5)).toBeUndefined();
  });

  it("is quoted where it would be read as another one", () => {
    expect(withValueAt("spec:\n  a: 1\n", [spec, { key: "b" }], "yes: no")?.text).toBe(
      'spec:\n  a: 1\n  b: "yes: no"\n',
    );
    expect(withValueAt("spec: { a: 1 }\n", [spec, { key: "b" }], "x, y")?.text).toBe('spec: { a: 1, b: "x, y" }\n');
  });

  it("stands in whichever form the file has, and all else is as before", () => {
    fc.assert(
      fc.property(document, fc.constantFrom("block", "flow"), inserted, (value, collectionStyle, to) => {
        const text = stringify(value, { collectionStyle });
        const made = withValueAt(text, [{ key: "new" }, { key: "a" }], to);
        expect(made && parse(made.text)).toEqual({ ...value, new: { a: to } });
        for (const [name, inner] of Object.entries(value)) {
          if (typeof inner !== "object" || Array.isArray(inner) || Object.keys(inner).length === 0) continue;
          const within = withValueAt(text, [{ key: name }, { key: "new" }], to);
          expect(within && parse(within.text)).toEqual({ ...value, [name]: { ...inner, new: to } });
        }
      }),
      { numRuns: 100 },
    );
  });
});
