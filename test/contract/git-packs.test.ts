import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { PackedObjects, readLooseObject } from "../../src/git-objects/index.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let folder = "";
const { init, commit } = scratchClone((made) => {
  folder = made;
});
const gitdir = () => path.join(folder, ".git");
/** Every object as Git reads it, by id. */
function objectsOfGit(): ReadonlyMap<string, { readonly type: string; readonly content: Buffer }> {
  const all = execFileSync("git", ["cat-file", "--batch-all-objects", "--batch"], { cwd: folder, maxBuffer: 2 ** 26 });
  const found = new Map<string, { type: string; content: Buffer }>();
  for (let at = 0; at < all.length; ) {
    const end = all.indexOf("\n", at);
    const [id = "", type = "", size = ""] = all.toString("latin1", at, end).split(" ");
    found.set(id, { type, content: all.subarray(end + 1, end + 1 + Number(size)) });
    at = end + 2 + Number(size);
  }
  return found;
}
const packFile = (ending: string) => {
  const packs = path.join(gitdir(), "objects/pack");
  return path.join(packs, readdirSync(packs).find((name) => name.endsWith(ending)) ?? "");
};

/** Similar files, which are stored as deltas, and some that are empty or do not compress. */
function commitFiles(): string {
  const lines = Array.from({ length: 500 }, (_, line) => `line ${line} ${line * 7919}\n`).join("");
  for (let version = 0; version < 6; version++)
    commit({
      "big.txt": `${version}\n${lines}${version}\n`,
      [`environments/e${version}/a.yaml`]: `name: ${version}\n`,
    });
  git(folder, "tag", "-a", "-m", "Release", "v1");
  return commit({ empty: "", "noise.txt": randomBytes(6000).toString("latin1") });
}

describe("the objects of a pack", () => {
  beforeEach(init);

  it.each([
    ["deltas of what is so far back in the pack", "true", "50"],
    ["deltas of what an id names", "false", "50"],
    ["no deltas", "true", "0"],
  ])("are read as Git reads them, with %s", (_, useOffsets, depth) => {
    commitFiles();
    git(folder, "-c", `repack.useDeltaBaseOffset=${useOffsets}`, "repack", "-adfq", `--depth=${depth}`);
    const packed = new PackedObjects(gitdir());
    const objects = objectsOfGit();
    expect(objects.size).toBeGreaterThan(30);
    for (const [id, object] of objects) expect(packed.read(id)).toEqual(object);
  });

  it("are left to the other reader when they are loose, in a pack of another format, or nowhere", () => {
    const head = commitFiles();
    expect(new PackedObjects(gitdir()).read(head)).toBeUndefined();
    git(folder, "-c", "pack.indexVersion=1", "repack", "-adfq");
    expect(new PackedObjects(gitdir()).read(head)).toBeUndefined();
    git(folder, "repack", "-adfq");
    expect(new PackedObjects(gitdir()).read(head)).toBeDefined();
    expect(new PackedObjects(gitdir()).read("1".repeat(40))).toBeUndefined();
    expect(new PackedObjects(gitdir()).read("../../HEAD")).toBeUndefined();
  });

  it("are never read otherwise than they were written, whichever byte of the pack is damaged", () => {
    commitFiles();
    git(folder, "repack", "-adfq");
    const objects = objectsOfGit();
    const pack = packFile(".pack");
    const bytes = readFileSync(pack);
    chmodSync(pack, 0o600);
    for (let at = 12; at < bytes.length; at += Math.ceil(bytes.length / 40)) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      writeFileSync(pack, damaged);
      const packed = new PackedObjects(gitdir());
      for (const [id, object] of objects) expect([undefined, object]).toContainEqual(packed.read(id));
    }
  });

  it("are read by the other reader once their pack was replaced", async () => {
    const head = commitFiles();
    git(folder, "repack", "-adfq");
    const repository = await openRepository(folder);
    const tree = await repository.treeOf(head);
    expect(await tree.read("environments/e1/a.yaml")).toBeDefined();
    const later = commit({ later: "1" });
    git(folder, "repack", "-adfq");
    expect(Buffer.from((await tree.read("environments/e2/a.yaml")) ?? []).toString()).toBe("name: 2\n");
    expect(await (await repository.treeOf(later)).read("later")).toBeDefined();
  });
});

describe("an object with a file of its own", () => {
  beforeEach(init);

  it("is read as Git reads it", () => {
    commitFiles();
    const objects = objectsOfGit();
    expect(objects.size).toBeGreaterThan(30);
    for (const [id, object] of objects) expect(readLooseObject(gitdir(), id)).toEqual(object);
  });

  it("is left to the other reader when it is packed, damaged or nowhere", () => {
    const head = commitFiles();
    const file = path.join(gitdir(), "objects", head.slice(0, 2), head.slice(2));
    chmodSync(file, 0o600);
    const whole = readFileSync(file);
    for (const damaged of [
      Buffer.alloc(0),
      whole.subarray(0, -8),
      deflateSync("blob 3\0yes"),
      deflateSync("note 0\0"),
    ]) {
      writeFileSync(file, damaged);
      expect(readLooseObject(gitdir(), head)).toBeUndefined();
    }
    writeFileSync(file, whole);
    git(folder, "repack", "-adfq");
    expect(readLooseObject(gitdir(), head)).toBeUndefined();
    expect(readLooseObject(gitdir(), "../../HEAD")).toBeUndefined();
  });
});
