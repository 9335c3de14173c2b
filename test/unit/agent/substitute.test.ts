import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readManifests, Substitution, substituted } from "../../../src/agent/build/index.ts";
import { refusedSubstitutions, substitutions, substitutionValues } from "../../fixtures/flux-substitutions.ts";

const values = new Map(Object.entries(substitutionValues));

describe("variables in manifests", () => {
  it.each(substitutions)("%s becomes %s, as with Flux", (text, result) => {
    expect(substituted(text, values)).toBe(result);
  });

  it.each(refusedSubstitutions)("are refused in %s, as Flux refuses them", (text) => {
    expect(() => substituted(text, values)).toThrow(/\$\{.*\$\$\{|has no value/);
  });

  it("without a value, or in what is no expression, are named with what to do", () => {
    expect(() => substituted("${gone}", values)).toThrow(/\$\{gone\} has no value: set it in spec.postBuild/);
    expect(() => substituted("${my-var}", values)).toThrow(/\$\{my is not followed .* Correct it, or write \$\$\{my/);
    expect(() => substituted(`\${x:-`.repeat(10_000), values)).toThrow(/nested deeper than 50/);
  });

  it("change nothing in a text without them", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("${") && !text.includes("$$")),
        (text) => {
          expect(substituted(text, values)).toBe(text);
        },
      ),
    );
  });

  it("give any text back when each $ of it is doubled", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("$", "{", "}", "a", "\\", "/", "x:-")), (parts) => {
        const text = parts.join("");
        expect(substituted(text.replaceAll("$", "$$$$"), values)).toBe(text);
      }),
    );
  });

  it("never make more than is read, and never take for ever, whatever their values are", () => {
    const large = new Map([["large", "a".repeat(1_000_000)]]);
    expect(() => substituted("${large}".repeat(10), large)).toThrow(/larger than 3.0 MiB/);
    expect(() => substituted("${large//a/${large}}", large)).toThrow(/larger than 3.0 MiB/);
    expect(() => substituted("${large%%*a*a*a*a*b}".repeat(400), large)).toThrow(/takes too long/);
  });

  it("with values from Secrets tell what was made of them, to be hidden", () => {
    const secret = new Set(["pass"]);
    const substitution = new Substitution({ values: new Map([...values, ["pass", "hunter2"]]), secret });
    expect(substitution.replace("${word}-${pass^^}-${gone:-${pass}}")).toBe("word-HUNTER2-hunter2");
    expect([...substitution.derived]).toEqual(["HUNTER2", "hunter2"]);
  });
});

describe("a value with variables", () => {
  const read = (lines: string, more: Readonly<Record<string, string>> = {}) => {
    const all = new Map(Object.entries({ ...substitutionValues, ...more }));
    const text = `apiVersion: x.io/v1\nkind: X\nmetadata: {name: x}\nspec:\n${lines.replaceAll(/^/gm, "  ")}\n`;
    const { objects, problems } = readManifests("x.yaml", text, (part) => substituted(part, all));
    return objects[0]?.object["spec"] ?? problems.map(({ problem }) => problem);
  };

  it("without quotes is read as Flux reads it after the replacement", () => {
    const given = { n: "5", o: "0644", y: "yes", d: "2024-01-01", l: "[1, {a: no}]", big: "9007199254740993", q: '"' };
    const text =
      "n: ${n}\no: ${o}\ny: ${y}\nd: ${d}\nl: ${l}\nbig: ${big}\ntext: ${q}${n}${q}\nempty: ${empty}\ne: ${n}e2";
    expect(read(text, given)).toEqual({
      n: 5,
      o: 420,
      y: true,
      d: "2024-01-01",
      l: [1, { a: false }],
      big: 9007199254740993n,
      text: "5",
      empty: null,
      e: 500,
    });
  });

  it("in quotes or in a block stays text, where Flux makes a number of it", () => {
    expect(read("a: \"${n}\"\nb: '${y}'\nc: |-\n  ${n}\nd: >-\n  ${y}", { n: "5", y: "yes" })).toEqual({
      a: "5",
      b: "yes",
      c: "5",
      d: "yes",
    });
  });

  it("keeps every character of a text, where Flux cuts, trims and joins", () => {
    const given = { a: "pass #1", b: "l1\nl2\n", c: "a: b", d: " padded ", e: "- x", f: "[a-z]+" };
    const text = Object.keys(given)
      .map((name) => `${name}: \${${name}}`)
      .join("\n");
    expect(read(text, given)).toEqual(given);
  });

  it("that JSON does not have is refused, without its content", () => {
    expect(read("a: ${n}", { n: ".inf" })).toEqual([expect.stringContaining("cannot be written: .inf is a number")]);
  });

  it("keeps its anchor, and what stands twice after the replacement is refused", () => {
    expect(read("a: &x ${n}\nb: *x\nc: &y ${l}\nd: *y", { n: "5", l: "[1]" })).toEqual({ a: 5, b: 5, c: [1], d: [1] });
    expect(read("${n}: 1\n${m}: 2", { n: "k", m: "k" })).toEqual([expect.stringContaining("stands twice")]);
  });
});

describe("variables in an object that opts out", () => {
  const item = (name: string, mark: string) =>
    `apiVersion: v1\nkind: X\nmetadata:\n  name: ${name}\n  ${mark}: {kustomize.toolkit.fluxcd.io/substitute: disabled}\nv: \${gone}\n`;

  it.each(["labels", "annotations"])("by %s are left alone, in a list too", (mark) => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${item("a", mark).trimEnd().replaceAll("\n", "\n  ")}\n- {apiVersion: v1, kind: X, metadata: {name: b}, v: "\${word}"}\n`;
    for (const text of [item("a", mark), list]) {
      const { objects, problems } = readManifests("x.yaml", text, (part) => substituted(part, values));
      expect(problems).toEqual([]);
      expect(objects[0]?.object["v"]).toBe("${gone}");
      expect(objects[1]?.object["v"] ?? "word").toBe("word");
    }
  });
});
