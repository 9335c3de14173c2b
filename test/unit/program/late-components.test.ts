import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { CommitTree } from "../../../src/git/index.ts";
import { folderTree, projectRoot } from "../../../src/lib/index.ts";
import { esbuildProgramReader } from "../../../src/program/esbuild/index.ts";

/** The checkout as if it were a commit, as far as imports need it. */
const folder = folderTree(projectRoot());
const checkout = {
  commit: "0".repeat(40),
  read: (file: string) => folder.read(file),
  list: (path: string) => folder.list(path),
} as unknown as CommitTree;

describe("components that are loaded only where something of them is declared", () => {
  it("are files of the program all the same, so that a change of one reaches the environments", async () => {
    const source = readFileSync(path.join(projectRoot(), "stacks/components/declared.ts"), "utf8");
    const late = [...source.matchAll(/require\("\.\/([\w-]+\.ts)"\)/g)].map(
      ([, file = ""]) => `stacks/components/${file}`,
    );
    expect(late).toEqual(expect.arrayContaining(["stacks/components/messaging.ts", "stacks/components/run.ts"]));
    const { files, unresolved } = await esbuildProgramReader.filesOf(checkout, "stacks/main.js");
    expect(late.filter((file) => !files.has(file))).toEqual([]);
    expect(unresolved).toEqual([]);
  });
});
