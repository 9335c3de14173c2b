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
