import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FileTree, folderTree, memoryTree, overlayTree } from "../../../src/lib/index.ts";

const files = { "a/one.txt": "1", "a/b/two.txt": "2", "top.txt": "3" };
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "file-tree-"));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

const text = async (tree: FileTree, file: string) => {
  const bytes = await tree.read(file);
  return bytes && Buffer.from(bytes).toString("utf8");
};

describe.each([
  ["a folder on disk", () => folderTree(folder)],
  ["memory", () => memoryTree(files)],
  [
    "an overlay",
    () => overlayTree(memoryTree({ "a/one.txt": "old", "top.txt": "3" }), { "a/one.txt": "1", "a/b/two.txt": "2" }),
  ],
])("files in %s", (_, open) => {
  it("are listed with the folders beside them", async () => {
    const entries = await open().list("a");
    expect(entries.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual([
      { name: "b", kind: "folder" },
      { name: "one.txt", kind: "file" },
    ]);
    expect((await open().list("")).map(({ name }) => name).toSorted()).toEqual(["a", "top.txt"]);
  });

  it("are read", async () => {
    expect(await text(open(), "a/one.txt")).toBe("1");
    expect(await text(open(), "a/b/two.txt")).toBe("2");
  });

  it("that are not there are neither listed nor read, and a folder is no file", async () => {
    expect(await open().list("nowhere")).toEqual([]);
    expect(await open().list("top.txt")).toEqual([]);
    expect(await open().read("nowhere/at.all")).toBeUndefined();
    expect(await open().read("top.txt/below")).toBeUndefined();
    expect(await open().read("a")).toBeUndefined();
  });
});
