import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceRules } from "../../../src/kubernetes/manifests/index.ts";
import { namePattern } from "../../../src/kubernetes/manifests/name-pattern.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { leftOutOf, readIgnoredSources } from "../../fixtures/ignored-sources.ts";

const { library, version, sources } = readIgnoredSources();

describe(`what is left out of a source, as ${library} ${version} does`, () => {
  it.each(sources)("with spec.ignore $ignore and ignore files $ignoreFiles", async ({ leftOut, ...source }) => {
    expect(await leftOutOf(source)).toEqual(leftOut);
  });

  it("is told for more than 150 pairs of a file and what is said of it", () => {
    expect(sources.flatMap(({ files }) => files).length).toBeGreaterThan(150);
  });

  it("ends with a line that is too long for the library", async () => {
    const ignored = (length: number) =>
      leftOutOf({ ignore: `a\n${"x".repeat(length)}\nb`, ignoreFiles: {}, files: ["a", "b"] });
    expect([await ignored(65_535), await ignored(65_536)]).toEqual([["a", "b"], ["a"]]);
  });
});

describe("the ignore file of a folder", () => {
  const kept = (files: Record<string, string>, links: Record<string, string>, ...asked: string[]) =>
    new SourceRules(memoryTree(files, links)).kept(asked);

  it("may be a link to a file of the repository", async () => {
    const files = { "ci/ignored": "b.yaml\n" };
    expect(await kept(files, { "apps/.sourceignore": "../ci/ignored" }, "apps/a.yaml", "apps/b.yaml")).toEqual([
      "apps/a.yaml",
    ]);
  });

  it("says nothing when it is a link out of the repository, or to nothing", async () => {
    for (const target of ["/etc/passwd", "../../out", "gone"])
      expect(await kept({}, { "apps/.sourceignore": target }, "apps/a.yaml", "x.png")).toEqual(["apps/a.yaml"]);
  });

  it("puts the default exclusions out of force wherever it is, once it holds a pattern", async () => {
    expect(await kept({ "far/away/.sourceignore": "# only words\n" }, {}, "apps/x.png")).toEqual([]);
    expect(await kept({ "far/away/.sourceignore": "x\n" }, {}, "apps/x.png")).toEqual(["apps/x.png"]);
  });
});

describe("a pattern for a name", () => {
  const letter = fc.constantFrom("a", "b", "c");
  const name = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(""));

  it("with stars and question marks fits what the regular expression of the same meaning fits", () => {
    const pattern = fc.array(fc.oneof(letter, fc.constantFrom("*", "?")), { maxLength: 8 });
    fc.assert(
      fc.property(pattern, name, (steps, tried) => {
        const meaning = steps.map((step) => (step === "*" ? ".*" : step === "?" ? "." : step)).join("");
        expect(namePattern(steps.join(""))?.(tried)).toBe(new RegExp(`^${meaning}$`).test(tried));
      }),
    );
  });

  it("of many stars is answered for a long name without trying every way to divide it", () => {
    const pattern = namePattern(`${"*a".repeat(100)}*b`);
    expect(pattern?.("a".repeat(255))).toBe(false);
    expect(pattern?.(`${"a".repeat(255)}b`)).toBe(true);
  });
});
