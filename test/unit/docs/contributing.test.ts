import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";

const root = projectRoot();
const page = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");

describe("the recipe for a resource kind in CONTRIBUTING.md", () => {
  it("names every file of the environment, the planners and the program in which its sample kind stands", () => {
    const recipe = page.slice(page.indexOf("### … a resource kind")).split("\n### ")[0] ?? "";
    const files = [...recipe.matchAll(/`((?:src|stacks|docs)\/[\w./-]+\.(?:ts|yaml))`/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(10);
    const alternatives = new Set(["src/desired/network-values.ts"]);
    const silent = files.filter((file) => !/secrets?\b/i.test(readFileSync(path.join(root, file), "utf8")));
    expect(silent.filter((file) => !alternatives.has(file))).toEqual([]);
  });
});
