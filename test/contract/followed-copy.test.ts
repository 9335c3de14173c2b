import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { beforeEach, describe, expect, it } from "vitest";
import { bringCommit, pointBranch } from "../../src/git/executable/index.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let scratch = "";
const { init, commit } = scratchClone((made) => {
  scratch = made;
});
beforeEach(init);

const copyOf = (checkout = scratch) => ({ folder: path.join(scratch, ".groundwork/cloud/git/copy.git"), checkout });
const at = (branch = "main") => git(copyOf().folder, "rev-parse", `refs/heads/${branch}`);
/** What agents and people are shown of the copy. */
const refs = () => git(copyOf().folder, "for-each-ref", "--format=%(refname)").split("\n");

describe("the copy that local clusters follow", () => {
  it("is made once by the many environments of one first up, and stands at their commit", async () => {
    const head = commit({ a: "1" });
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => pointBranch(copyOf(), head, index < 6 ? "main" : "live")),
    );
    expect([at(), at("live"), git(copyOf().folder, "rev-parse", "HEAD")]).toEqual([head, head, head]);
    expect(refs()).toEqual(["refs/heads/live", "refs/heads/main"]);
    expect(readdirSync(path.dirname(copyOf().folder))).toEqual(["copy.git"]);
  });

  it("is made once by several processes at the same time", async () => {
    const head = commit({ a: "1" });
    const program = path.join(import.meta.dirname, "git-harness/point-branch.ts");
    const args = ["--import", "tsx", program, copyOf().folder, scratch, head];
    const env = { ...process.env, GIT_DIR: "/nowhere", GIT_INDEX_FILE: "/nowhere/index" };
    await Promise.all(Array.from({ length: 3 }, () => promisify(execFile)(process.execPath, args, { env })));
    expect(at()).toBe(head);
    expect(refs()).toEqual(["refs/heads/main"]);
  });

  it("keeps a later commit that another run brings at the same time, and every branch a commit of a run", async () => {
    const first = commit({ a: "1" });
    await pointBranch(copyOf(), first, "main");
    const commits = ["2", "3", "4", "5"].map((content) => commit({ a: content }));
    for (const each of commits) await bringCommit(copyOf(), each, "main");
    await Promise.all(commits.map((each) => pointBranch(copyOf(), each, "main")));
    expect(commits).toContain(at());
    expect(refs()).toEqual(["refs/heads/main"]);
  });

  it("goes where the last run says, also back, aside, and to where it stands", async () => {
    const first = commit({ a: "1" });
    const second = commit({ a: "2" });
    git(scratch, "checkout", "-q", "-b", "aside", first);
    const aside = commit({ a: "3" });
    for (const target of [second, second, first, aside, second]) {
      await pointBranch(copyOf(), target, "main");
      expect(at()).toBe(target);
    }
  });

  it("shows no agent what was brought before anything was started", async () => {
    const first = commit({ a: "1" });
    await pointBranch(copyOf(), first, "main");
    const second = commit({ a: "2" });
    await bringCommit(copyOf(), second, "main");
    expect(at()).toBe(first);
    await pointBranch(copyOf(), second, "main");
    expect(at()).toBe(second);
  });

  it("runs nothing that the checkout's configuration names", async () => {
    const head = commit({ a: "1" });
    const hook = path.join(scratch, ".git/hooks/pre-push");
    mkdirSync(path.dirname(hook), { recursive: true });
    writeFileSync(hook, "#!/bin/sh\nexit 1\n");
    chmodSync(hook, 0o755);
    git(scratch, "config", "push.gpgSign", "true");
    await pointBranch(copyOf(), head, "main");
    expect(at()).toBe(head);
  });

  it("says in Git's words why a commit does not get there, and leaves nothing behind", async () => {
    commit({ a: "1" });
    await expect(pointBranch(copyOf(), "1".repeat(40), "main")).rejects.toMatchObject({
      code: "not-published",
      message: expect.stringMatching(/1111111 could not be handed .* as main: .*1{40}/s),
    });
    expect(refs()).toEqual([""]);
    const blocked = { ...copyOf(), folder: path.join(scratch, "a", "copy.git") };
    await expect(bringCommit(blocked, "1".repeat(40), "main")).rejects.toMatchObject({ code: "not-published" });
    expect(existsSync(blocked.folder)).toBe(false);
  });

  describe("and a shallow clone", () => {
    const shallow = (depth: number) => {
      const folder = path.join(
        scratch,
        ".groundwork",
        `depth-${depth}-${git(scratch, "rev-parse", "--short", "HEAD")}`,
      );
      git(scratch, "clone", "-q", "--depth", String(depth), `file://${scratch}`, folder);
      return copyOf(folder);
    };

    it("take the first commit of an empty copy, and later ones as far as the clone shows where they come from", async () => {
      commit({ a: "1" });
      const second = commit({ a: "2" });
      await pointBranch(shallow(1), second, "main");
      const third = commit({ a: "3" });
      const deeper = shallow(2);
      await pointBranch(deeper, third, "main");
      expect(at()).toBe(third);
      await pointBranch(deeper, third, "main");
    });

    it("refuse before anything is started what the clone does not show, and say what to fetch", async () => {
      const first = commit({ a: "1" });
      await pointBranch(copyOf(), first, "main");
      const second = commit({ a: "2" });
      const clone = shallow(1);
      await expect(bringCommit(clone, second, "main")).rejects.toMatchObject({
        code: "history-cut-off",
        message: expect.stringContaining("git fetch --unshallow origin"),
      });
      expect(at()).toBe(first);
      git(clone.checkout, "fetch", "-q", "--unshallow", "origin");
      await pointBranch(clone, second, "main");
      expect(git(copyOf().folder, "rev-list", "--count", "main")).toBe("2");
    });
  });
});
