import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";

const root = projectRoot();
const page = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");

const recipe = page.slice(page.indexOf("### … a resource kind")).split("\n### ")[0] ?? "";
const named = [...recipe.matchAll(/`((?:src|stacks|docs|test)\/[\w./-]+\.(?:ts|yaml))`/g)].map(([, file = ""]) => file);
const textOf = (file: string) => readFileSync(path.join(root, file), "utf8");
const sourcesIn = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`);

describe("the recipe for a resource kind in CONTRIBUTING.md", () => {
  it("names files in which its sample kind stands, and those where other kinds stand instead", () => {
    const ofOtherKinds = ["src/desired/compute-values.ts", "src/desired/network-values.ts"];
    const ofTheTest = ["test/unit/docs/contributing.test.ts", "test/unit/environment/sense.test.ts"];
    expect(named.length).toBeGreaterThan(10);
    const silent = named.filter((file) => !/secrets?\b/i.test(textOf(file)));
    expect(silent.filter((file) => ![...ofOtherKinds, ...ofTheTest].includes(file))).toEqual([]);
  });

  it("names every file of the environment, the planners and the program in which its sample kind stands", () => {
    // Its Secrets are those of Kubernetes.
    const aboutOthers = ["stacks/components/sync.ts"];
    const sources = ["src/environment", "src/desired", "stacks"].flatMap(sourcesIn);
    const found = sources.filter((file) => /\bsecrets\b/.test(textOf(file)) && !aboutOthers.includes(file));
    expect(found.filter((file) => !named.includes(file))).toEqual([]);
  });
});
