import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { nodeAt, parseYaml, plainValue } from "../../../src/environment/yaml/index.ts";
import { rewrittenScalars } from "../../../src/environment/yaml/rewritten-scalars.ts";

const scalar = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom("no", "1.0", "a: b", "#"),
);
const key = fc.stringMatching(/^[a-z]{1,4}$/u);
const document = fc.dictionary(
  key,
  fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(key, scalar, { maxKeys: 3 })),
  { maxKeys: 4, minKeys: 1 },
);

describe("a file in which one scalar has another value", () => {
  it("keeps comments, order, anchors and quotation marks of all the rest", () => {
    const text = "# first\nb: { size: small, other: 'small' } # why\na: [small, &x small, *x]\n";
    expect(rewrittenScalars(text, "small", "large")).toEqual([
      { path: ["b", "size"], text: text.replace("size: small", "size: large") },
      { path: ["b", "other"], text: text.replace("'small'", "large") },
      { path: ["a", 0], text: text.replace("[small", "[large") },
    ]);
  });

  it.each([
    ["size: small", "yes: no", 'size: "yes: no"'],
    ["size: small", "10", 'size: "10"'],
    ["list: [small]", "a, b", 'list: ["a, b"]'],
  ])("says %s as %s in quotation marks where it would be read as something else", (text, to, expected) => {
    expect(rewrittenScalars(text, "small", to).map((each) => each.text)).toEqual([expected]);
  });

  it("has none in a file that is no YAML", () => {
    expect(rewrittenScalars("a: [small", "small", "large")).toEqual([]);
  });

  it("is the same as before in every other value, whatever the file holds", () => {
    fc.assert(
      fc.property(document, scalar, scalar, (value, from, to) => {
        const text = stringify(value);
        const before = parseYaml("a.yaml", text).root;
        for (const { path, text: next } of rewrittenScalars(text, from, to)) {
          const after = parseYaml("a.yaml", next).root;
          if (!before || !after) throw new Error("it is no YAML");
          expect(plainValue(nodeAt(before, path) ?? before)).toBe(from);
          expect(plainValue(nodeAt(after, path) ?? after)).toBe(to);
          const [old, now] = [before, after].map((root) => JSON.stringify(plainValue(root)).length);
          expect((now ?? 0) - (old ?? 0)).toBe(JSON.stringify(to).length - JSON.stringify(from).length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
