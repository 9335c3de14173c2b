import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { everyPage } from "./pages.ts";
import { staleSteps, walksOf } from "./walks.ts";

const page = everyPage().find(({ file }) => file === "docs/architecture.md")?.text ?? "";

describe("the walks of docs/architecture.md", () => {
  it("are four, of some twenty files each", () => {
    const walks = walksOf(page);
    expect(walks.map(({ name }) => name)).toEqual([
      "Walk 1: a wrong CIDR to its message",
      "Walk 2: a node pool's size to the report",
      "Walk 3: a commit to an applied object",
      "Walk 4: a foreign program's resource to the state file",
    ]);
    for (const { steps } of walks) expect(steps.length).toBeGreaterThanOrEqual(15);
  });

  it("lead through files that exist and import each other, except where a boundary is crossed", () => {
    expect(walksOf(page).flatMap((walk) => staleSteps(walk))).toEqual([]);
  });
});

describe("a walk", () => {
  let root = "";
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const walkOver = (files: Readonly<Record<string, string>>, steps: readonly string[]) => {
    root = mkdtempSync(path.join(tmpdir(), "groundwork-walks-"));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    const text = `### Walk 1: a test\n\n${steps.map((step, index) => `${index + 1}. ${step}: it does.`).join("\n")}\n`;
    return walksOf(text).flatMap((walk) => staleSteps(walk, root));
  };

  it("goes over imports, late imports and the index of a folder, and back to an earlier file", () => {
    const files = {
      "src/a.ts": 'import { b } from "./b/index.ts";\nawait import("./c.ts");\nimport "./d.ts";\n',
      "src/b/index.ts": 'export { b } from "./deep/index.ts";\n',
      "src/b/deep/index.ts": 'export { b } from "./b.ts";\n',
      "src/b/deep/b.ts": "",
      "src/c.ts": "",
      "src/d.ts": "",
    };
    expect(walkOver(files, ["`src/a.ts`", "`src/b/deep/b.ts`", "`src/c.ts`", "`src/d.ts`"])).toEqual([]);
  });

  it("names a file that is gone", () => {
    expect(walkOver({ "src/a.ts": "" }, ["`src/a.ts`", "⇒ `src/gone.ts`"])).toEqual([
      "Walk 1: a test, step 2: there is no file src/gone.ts",
    ]);
  });

  it("names a file that no earlier step imports, unless a boundary is crossed", () => {
    const files = { "src/a.ts": "", "src/b.ts": "", "src/c.ts": "" };
    expect(walkOver(files, ["`src/a.ts`", "`src/b.ts`", "⇒ `src/c.ts`"])).toEqual([
      "Walk 1: a test, step 2: no earlier step imports src/b.ts",
    ]);
  });
});
