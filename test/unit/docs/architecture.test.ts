import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";
import { everyPage } from "./pages.ts";

const page = everyPage().find(({ file }) => file === "docs/architecture.md");
if (!page) throw new Error("docs/architecture.md is missing.");

describe("the bands of docs/architecture.md", () => {
  it("have every folder of src once", () => {
    const folders = readdirSync(path.join(projectRoot(), "src"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}/`);
    const bands = page.text.slice(page.text.indexOf("## The bands"), page.text.indexOf("Around it"));
    const inTable = [...bands.matchAll(/^\|[^|]*\| `([^`]+)`/gm)].map(([, folder = ""]) => folder);
    expect(inTable.toSorted()).toEqual(folders.toSorted());
  });
});

describe("the glossary of docs/architecture.md", () => {
  it("explains each word once", () => {
    const glossary = page.text.slice(page.text.indexOf("## Glossary")).split("\n## ")[0] ?? "";
    const words = [...glossary.matchAll(/^\| ([a-z][a-z ]+?) +\|/gm)].map(([, word = ""]) => word).slice(1);
    expect(words.length).toBeGreaterThan(25);
    expect(new Set(words).size).toBe(words.length);
  });
});
