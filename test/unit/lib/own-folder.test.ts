import { mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeFolder } from "../../../src/lib/index.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "own-folder-"));
});
afterEach(() => rm(root, { recursive: true }));

const ignored = (folder: string) => readFile(path.join(root, folder, ".gitignore"), "utf8").catch(() => undefined);

describe("a folder that is made", () => {
  it.each([
    [".groundwork/state/.pulumi/stacks/acme", ".groundwork"],
    ["deep/down/.groundwork/rehearsal/cloud", "deep/down/.groundwork"],
    [".groundwork", ".groundwork"],
  ])("has Git ignore what is kept beside a project: %s", async (folder, own) => {
    await makeFolder(path.join(root, folder));
    expect(await ignored(own)).toBe("*\n");
  });

  it("writes no file into other folders, nor into a .groundwork that was there", async () => {
    await mkdir(path.join(root, ".groundwork"));
    await makeFolder(path.join(root, ".groundwork/state"));
    await makeFolder(path.join(root, "state/stacks"));
    expect([await ignored(".groundwork"), await ignored("state"), await ignored("")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("has the mode that is asked for, on the way as well", async () => {
    await makeFolder(path.join(root, ".groundwork/cloud"), 0o700);
    expect((await stat(path.join(root, ".groundwork"))).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(root, ".groundwork/cloud"))).mode & 0o777).toBe(0o700);
  });
});
