import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { heldLaunchOf } from "../../../src/engine/embedded/program/launch/launch.ts";
import { readProject } from "../../../src/engine/embedded/stack/index.ts";

let base = "";
beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), "groundwork-launch-")));
});
afterEach(() => rmSync(base, { recursive: true }));

describe("what a confined program may read", () => {
  it("is the packages that its folder links, but no place that a folder of the commit leads to", async () => {
    const [commit, installed, other] = ["commit", "installed", "other"].map((name) => path.join(base, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [path.join(commit, "node_modules"), path.join(commit, "packages", "a"), installed, other])
      mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(commit, "index.js"), "");
    const link = (target: string, place: string) => symlinkSync(target, path.join(commit, place));
    link(installed, "node_modules/installed");
    link(path.join(commit, "packages", "a"), "node_modules/a");
    link(other, "packages/b");
    link(path.join(commit, "packages", "b"), "node_modules/b");
    writeFileSync(path.join(commit, "Pulumi.yaml"), "name: shop\nruntime: nodejs\nmain: index.js\n");
    const readable = heldLaunchOf(await readProject(commit), {}).readable();
    expect(readable).toEqual(expect.arrayContaining([commit, installed]));
    expect(readable).not.toContain(other);
  });
});
