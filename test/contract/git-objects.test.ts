import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let folder = "";
const { init, commit } = scratchClone((made) => {
  folder = made;
});
const packsOf = (clone: string) =>
  readdirSync(path.join(clone, ".git/objects/pack"))
    .filter((file) => file.endsWith(".idx"))
    .map((file) => path.join(clone, ".git/objects/pack", file));
/** Writes an object past all that Git would refuse. */
const store = (type: string, input: Buffer | string) =>
  execFileSync("git", ["hash-object", "-t", type, "--literally", "-w", "--stdin"], { cwd: folder, input })
    .toString()
    .trim();
const commitOf = (tree: string, message: string) => {
  const person = "Ada <ada@example.com> 1700000000 +0000";
  return `tree ${tree}\nauthor ${person}\ncommitter ${person}\n\n${message}\n`;
};
describe("a clone's objects", () => {
  beforeEach(init);

  const packings: readonly (readonly [string, readonly string[]])[] = [
    ["deltas of what is so far back in the pack", ["-c", "repack.useDeltaBaseOffset=true"]],
    ["deltas of what an id names", ["-c", "repack.useDeltaBaseOffset=false"]],
  ];
  for (const [what, settings] of packings)
    it(`reads packs with ${what}, as it reads loose objects`, async () => {
      const lines = Array.from({ length: 9_000 }, (_, line) => `line ${line} ${line * 7919}\n`);
      const incompressible = createHash("sha512").update("x").digest("base64").repeat(50);
      const versions = ["first", "second", "third"].map((word) => [word, ...lines, word, incompressible].join(""));
      const heads = versions.map((text, index) => commit({ "big.txt": text, [`folder/${index}`]: `${index}` }));
      git(folder, ...settings, "repack", "-q", "-a", "-d", "-f");
      expect(git(folder, "count-objects")).toBe("0 objects, 0 kilobytes");
      const packed = git(folder, "verify-pack", "-v", ...packsOf(folder));
      expect(packed).toMatch(/chain length = [12]/);
      const repository = await openRepository(folder);
      for (const [index, head] of heads.entries()) {
        const tree = await repository.treeOf(head);
        expect(Buffer.from((await tree.read("big.txt")) ?? []).toString()).toBe(versions[index]);
        expect((await tree.files("")).map(({ path: file }) => file)).toContain(`folder/${index}`);
        expect((await repository.commit(head)).author).toEqual({ name: "Ada", email: "ada@example.com" });
      }
    });

  it.each([
    ["", "in a tree of its own"],
    [".", "in a tree of its own"],
    ["..", "packed"],
    [".Git", "packed"],
    ["a/b", "packed"],
    ["same", "twice"],
  ])("are not read where a tree has the name %j, %s", async (name, how) => {
    const blob = store("blob", "1");
    const entry = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, "hex")]);
    const link = Buffer.concat([Buffer.from(`120000 ${name}\0`), Buffer.from(blob, "hex")]);
    const tree = store("tree", how === "twice" ? Buffer.concat([link, entry]) : entry);
    const bad = store("commit", commitOf(tree, "Bad"));
    if (how === "packed") {
      git(folder, "update-ref", "refs/heads/main", bad);
      execFileSync("git", ["pack-objects", "-q", ".git/objects/pack/pack"], {
        cwd: folder,
        input: [bad, tree, blob].join("\n"),
      });
    }
    const into = mkdtempSync(path.join(tmpdir(), "groundwork-names-"));
    onTestFinished(() => rmSync(into, { recursive: true }));
    const repository = await openRepository(folder);
    await expect(repository.materialize(bad, into)).rejects.toMatchObject({ code: "missing-object" });
    await expect((await repository.treeOf(bad)).files("")).rejects.toMatchObject({ data: { id: tree } });
    expect(readdirSync(into)).toEqual([]);
  });

  it("goes on reading while somebody packs what it reads", async () => {
    const first = commit({ a: "1" });
    const second = commit({ a: "2" });
    const repository = await openRepository(folder);
    expect(Buffer.from((await (await repository.treeOf(first)).read("a")) ?? []).toString()).toBe("1");
    git(folder, "repack", "-q", "-a", "-d", "-f");
    expect(Buffer.from((await (await repository.treeOf(second)).read("a")) ?? []).toString()).toBe("2");
    const third = commit({ a: "3" });
    git(folder, "repack", "-q", "-a", "-d", "-f");
    expect(Buffer.from((await (await repository.treeOf(third)).read("a")) ?? []).toString()).toBe("3");
  });

  it("names an object whose bytes are not what its id says, and one that is not there", async () => {
    const head = commit({ a: "1", b: "2" });
    const tree = await (await openRepository(folder)).treeOf(head);
    const fileOf = (id: string) => path.join(folder, ".git/objects", id.slice(0, 2), id.slice(2));
    const [a = "", b = ""] = ["a", "b"].map((name) => git(folder, "rev-parse", `${head}:${name}`));
    rmSync(fileOf(a));
    await expect(tree.read("a")).rejects.toThrow(`${a}) cannot be read from this clone: it is not there`);
    writeFileSync(fileOf(a), readFileSync(fileOf(b)));
    await expect(tree.read("a")).rejects.toThrow(`SHA check failed! Expected ${a}, computed ${b}`);
  });

  it("refuses a tree whose entries would be written somewhere else", async () => {
    commit({ a: "1" });
    const blob = git(folder, "rev-parse", "HEAD:a");
    const entry = Buffer.concat([Buffer.from("100644 ../a\0"), Buffer.from(blob, "hex")]);
    const head = store("commit", commitOf(store("tree", entry), "Out"));
    const repository = await openRepository(folder);
    await expect(repository.materialize(head, path.join(folder, "out"))).rejects.toThrow(
      'it has the name "../a" twice, or no file can have it',
    );
  });
});
