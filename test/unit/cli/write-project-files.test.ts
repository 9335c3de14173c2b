import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProjectFileNotWritten } from "../../../src/cli/errors.ts";
import { writeProjectFiles } from "../../../src/cli/write-project-files.ts";

describe("writing the files of a project", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-project-files-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const at = (...names: readonly string[]) => path.join(folder, ...names);
  const first = { path: "a/b/first.yml", state: "new", content: "first\n" } as const;
  const last = { path: "z.yml", state: "new", content: "last\n" } as const;
  const failing = async (files: Parameters<typeof writeProjectFiles>[1]) => {
    const failed: unknown = await writeProjectFiles(folder, files).catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(ProjectFileNotWritten);
    return String(failed);
  };

  it("makes the folders that they need, and leaves those alone that need nothing", async () => {
    await writeFile(at("kept.yml"), "own\n");
    await writeProjectFiles(folder, [first, last, { path: "kept.yml", state: "kept" }]);
    expect(await readFile(at("a/b/first.yml"), "utf8")).toBe("first\n");
    expect(await readFile(at("kept.yml"), "utf8")).toBe("own\n");
  });

  it.each([
    ["a folder", () => mkdir(at("z.yml")), "something that is no file is there"],
    ["a link", () => symlink("/etc/hostname", at("z.yml")), "a symbolic link is there"],
    ["a file", () => writeFile(at("z.yml"), "own\n"), "it was written since it was looked for"],
  ])("writes none of them where %s is in the place of one", async (_, put, says) => {
    await put();
    expect(await failing([first, last])).toContain(says);
    expect(await readdir(folder)).toEqual(["z.yml"]);
  });

  it.each([
    ["a file", () => writeFile(at("a"), "own\n")],
    ["a link out of the repository", () => symlink(tmpdir(), at("a"))],
  ])("writes none of them where %s is in the place of a folder", async (_, put) => {
    await put();
    expect(await failing([last, first])).toContain(`${at("a")} is no folder`);
    expect(await readdir(folder)).toEqual(["a"]);
  });

  it("writes over nothing that was changed since it was looked at, and takes back what it wrote before", async () => {
    await writeFile(at("m.yml"), "changed\n");
    const merged = { path: "m.yml", state: "merged", content: "one\ntwo\n", before: "one\n" } as const;
    expect(await failing([first, merged, last])).toContain("it was changed since it was looked at");
    expect(await readFile(at("m.yml"), "utf8")).toBe("changed\n");
    expect(await readdir(folder)).toEqual(["m.yml"]);
  });

  it("takes an added line back when a later file cannot be written", async () => {
    await writeFile(at("m.yml"), "one\n");
    const merged = { path: "m.yml", state: "merged", content: "one\ntwo\n", before: "one\n" } as const;
    await failing([merged, first, { ...first, content: "another\n" }]);
    expect(await readFile(at("m.yml"), "utf8")).toBe("one\n");
    expect(await readdir(folder)).toEqual(["m.yml"]);
  });

  it("writes none of them in a folder that may not be written to", async () => {
    await mkdir(at("a"));
    await chmod(at("a"), 0o500);
    expect(await withoutRoot(() => failing([last, first]))).toMatch(/EACCES|permission denied/);
    expect(await readdir(folder)).toEqual(["a"]);
  });
});

/** Permissions do not keep root from anything. */
async function withoutRoot<T>(work: () => Promise<T>): Promise<T> {
  const user = process.geteuid?.();
  if (user !== 0) return await work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(user);
  }
}
