import { rm } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Branches } from "../../../src/forge/index.ts";
import type { ScratchClone } from "./scratch-clone.ts";

/** What a test of branches needs. */
export interface BranchesStage {
  readonly branches: Branches;
  /** The clone that the branches push from. */
  readonly clone: ScratchClone;
}

/** References of a remote repository, moved only from where they are expected to be. */
export function branchesContract(name: string, stage: () => BranchesStage): void {
  describe(`the branches of ${name}`, () => {
    let branches: Branches;
    let main: string;
    let next: string;

    beforeEach(async () => {
      const { clone } = stage();
      ({ branches } = stage());
      main = await clone.git("rev-parse", "refs/remotes/origin/main");
      await clone.git("checkout", "--quiet", "--detach", main);
      next = await localCommit(clone, "next");
    });

    it("are read by their full names, and only by these", async () => {
      expect(await branches.read("refs/heads/main")).toBe(main);
      expect(await branches.read("refs/heads/ain")).toBeUndefined();
      expect(await branches.read("refs/heads/none")).toBeUndefined();
      await branches.compareAndSwap("refs/heads/refs/heads/main", undefined, next);
      expect(await branches.read("refs/heads/main")).toBe(main);
    });

    it("are fetched with their history, and no reference of the clone is moved", async () => {
      const { clone } = stage();
      await branches.compareAndSwap("refs/heads/elsewhere", undefined, next);
      await clone.git("checkout", "--quiet", "--detach", main);
      // A push by the name of a remote is followed here.
      await clone.git("update-ref", "-d", "refs/remotes/origin/elsewhere");
      await rm(path.join(clone.folder, ".git", "objects", next.slice(0, 2), next.slice(2)));
      const before = await clone.git("for-each-ref");
      expect(await branches.fetch?.("refs/heads/elsewhere")).toBe(next);
      expect(await clone.git("rev-list", "--count", `${main}..${next}`)).toBe("1");
      expect(await clone.git("for-each-ref")).toBe(before);
      expect(await branches.fetch?.("refs/heads/none")).toBeUndefined();
    });

    it("are made where they must not exist yet, once", async () => {
      expect(await branches.compareAndSwap("refs/heads/new", undefined, next)).toBe(true);
      expect(await branches.compareAndSwap("refs/heads/new", undefined, main)).toBe(false);
      expect(await branches.read("refs/heads/new")).toBe(next);
    });

    it("are moved from the commit that is expected, also back", async () => {
      expect(await branches.compareAndSwap("refs/heads/topic", undefined, main)).toBe(true);
      expect(await branches.compareAndSwap("refs/heads/topic", main, next)).toBe(true);
      expect(await branches.compareAndSwap("refs/heads/topic", main, next)).toBe(false);
      expect(await branches.compareAndSwap("refs/heads/topic", next, main)).toBe(true);
      expect(await branches.read("refs/heads/topic")).toBe(main);
    });

    it("are deleted from the commit that is expected, once", async () => {
      await branches.compareAndSwap("refs/heads/topic", undefined, next);
      expect(await branches.compareAndSwap("refs/heads/topic", main, undefined)).toBe(false);
      expect(await branches.read("refs/heads/topic")).toBe(next);
      expect(await branches.compareAndSwap("refs/heads/topic", next, undefined)).toBe(true);
      expect(await branches.read("refs/heads/topic")).toBeUndefined();
      expect(await branches.compareAndSwap("refs/heads/topic", next, undefined)).toBe(false);
    });

    it("are moved by one of two that expect the same", async () => {
      const { clone } = stage();
      const other = await localCommit(clone, "other");
      await branches.compareAndSwap("refs/heads/topic", undefined, main);
      const moved = await Promise.all([next, other].map((to) => branches.compareAndSwap("refs/heads/topic", main, to)));
      expect(moved.toSorted((one, other) => Number(one) - Number(other))).toEqual([false, true]);
    });
  });
}

async function localCommit(clone: ScratchClone, message: string): Promise<string> {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  await clone.git(...identity, "commit", "--quiet", "--allow-empty", "--message", message);
  return await clone.git("rev-parse", "HEAD");
}
