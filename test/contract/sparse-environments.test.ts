import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { checkFleet } from "../../src/desired/index.ts";
import { checkoutFiles } from "../../src/git/isomorphic/index.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let scratch = "";
const { init, commit, write } = scratchClone((made) => {
  scratch = made;
});
beforeEach(init);

/** An environment in which there is no git. */
const withoutGit = { PATH: "/nowhere" };
const changedFile = "environments/dev/apps/web.yaml";
const files = { "environments/dev/environment.yaml": "kind: Environment\n", [changedFile]: "kind: Pod\n" };

describe("the environments of a sparse checkout", () => {
  const left = (...lines: readonly string[]) => ["sparse-checkout", "set", "--no-cone", ...lines];
  it.each([
    ["with none of them", left("/docs/"), process.env],
    ["without one that another depends on", left("/*", "!/environments/staging/"), process.env],
    ["without any declaration", left("/*", "!environment.yaml"), process.env],
    ["of some folders", ["sparse-checkout", "set", "--cone", "environments/dev"], process.env],
    ["with a sparse index", ["sparse-checkout", "set", "--cone", "--sparse-index", "docs"], process.env],
    ["where there is no git", left("/*", "!/environments/staging/"), withoutGit],
    [
      "of one file that is marked by hand",
      ["update-index", "--skip-worktree", "environments/staging/environment.yaml"],
      process.env,
    ],
  ])("%s, are all valid and keep their addresses", async (_, args, environment) => {
    cpSync(new URL("../../environments", import.meta.url), path.join(scratch, "environments"), { recursive: true });
    commit({ "docs/a.md": "a\n" });
    git(scratch, ...args);
    rmSync(path.join(scratch, "environments/staging/environment.yaml"), { force: true });
    const { tree } = await checkoutFiles(scratch, environment);
    const { names, issues, fixes } = await checkFleet(tree);
    expect(names).toContain("staging");
    expect(issues).toEqual([]);
    expect(fixes).toEqual([]);
  });

  it("are on disk where a file is there all the same, and gone where one was removed", async () => {
    commit({ ...files, "docs/a.md": "a\n" });
    git(scratch, "sparse-checkout", "set", "--cone", "docs");
    write(changedFile, "kind: Edited\n");
    rmSync(path.join(scratch, "docs/a.md"));
    const { tree } = await checkoutFiles(scratch, process.env);
    expect(String(Buffer.from((await tree.read(changedFile)) ?? []))).toBe("kind: Edited\n");
    expect(await tree.read("docs/a.md")).toBeUndefined();
    expect((await tree.list("environments/dev")).map(({ name }) => name).toSorted()).toEqual([
      "apps",
      "environment.yaml",
    ]);
  });
});
