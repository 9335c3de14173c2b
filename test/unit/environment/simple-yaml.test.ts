import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAnyYaml } from "../../../src/environment/yaml/parse-yaml.ts";
import { parseSimpleYaml } from "../../../src/environment/yaml/simple-yaml.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { indicator, yamlTexts } from "./yaml-text.ts";

const file = "environments/dev/environment.yaml";

describe("the quick reading of YAML in its usual style", () => {
  it("says what the full parser says, places included, or nothing", () => {
    let read = 0;
    fc.assert(
      fc.property(yamlTexts, (text) => {
        const root = parseSimpleYaml(file, text);
        if (root === undefined) return;
        read++;
        expect(parseAnyYaml(file, text)).toEqual({ root, issues: [] });
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(150);
  });

  it("says nothing else of a text in which one character was changed", () => {
    const position = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...repositoryFiles()), position, indicator, (text, where, character) => {
        const at = Math.floor(where * text.length);
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        const { root } = parseAnyYaml(file, changed);
        expect([undefined, root]).toContainEqual(parseSimpleYaml(file, changed));
      }),
      { numRuns: 1000 },
    );
  });

  it("is enough for every environment and profile of this repository", () => {
    for (const text of repositoryFiles()) expect(parseSimpleYaml(file, text)).toBeDefined();
  });

  it.each([
    ["an anchor", "spec: { a: &x [dev], b: *x }\n"],
    ["a key that stands twice", "spec:\n  a: 1\n  a: 2\n"],
    ["a merge key", "spec:\n  <<: *base\n"],
    ["an escape, with which a key can be spelt otherwise", '"depends\\u004fn": [dev]\n'],
    ["a tab", "spec:\n\ta: 1\n"],
    ["a second document", "a: 1\n---\nb: 2\n"],
    ["a bracket that is never closed", "spec:\n  a: [ {\n  b: c\n"],
    ["a line that belongs nowhere", "spec:\n    a: 1\n  b: 2\n"],
    ["text over two lines", "a: b\n  c\n"],
  ])("leaves %s to the full parser", (_, text) => {
    expect(parseSimpleYaml(file, text)).toBeUndefined();
  });
});

function repositoryFiles(): readonly string[] {
  const folder = path.join(projectRoot(), "environments");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?:^|\/)environment\.yaml$|^_profiles\/[^/]+\.yaml$/.test(name))
    .map((name) => readFileSync(path.join(folder, name), "utf8"));
}
