import { beforeEach, describe, expect, it } from "vitest";
import type { ChangeRequests } from "../../../src/forge/index.ts";
import type { ForgeWorld, MergeMethod } from "./forge-world.ts";

/** From a commit of a branch back to the change request that brought it. */
export function mergesContract(world: () => ForgeWorld): void {
  describe("the way back from a commit to its change request", () => {
    let requests: ChangeRequests;

    beforeEach(() => {
      const { forge } = world();
      if (!forge.changeRequests) throw new Error("this forge has no change requests");
      requests = forge.changeRequests;
    });

    const broughtBy = async (commit: string, branch = "main") =>
      (await requests.mergedBy(commit, branch)).map(({ number }) => number);

    /** A change request of two commits whose base has moved on, if that is possible. */
    async function opened(method: MergeMethod): Promise<number> {
      await world().commit({ branch: "topic", message: "Change it\n\nfor a reason" });
      if (method !== "fast-forward") await world().commit({ branch: "main" });
      await world().commit({ branch: "topic" });
      return await world().open({ head: "topic", title: "Change the network" });
    }

    it.each(["merge", "squash", "rebase", "fast-forward"] as const)("is found after a %s", async (method) => {
      const number = await opened(method);
      await world().merge(number, method);
      const commit = await world().headOf("main");
      const [found, ...others] = await requests.mergedBy(commit, "main");
      expect(others).toEqual([]);
      expect(found).toMatchObject({ number, state: "merged", base: { branch: "main" }, merge: { commit } });
      expect(found?.merge?.by?.id).toBe(world().owner.id);
      expect(Date.parse(found?.merge?.at ?? "")).toBeGreaterThan(Date.parse("2026-01-01"));
    });

    it.each(["merge", "squash", "rebase", "fast-forward"] as const)(
      "gives the head that was merged by a %s, also after the branch went on, and who made it",
      async (method) => {
        const person = await world().user("write");
        await world().commit({ branch: "topic", by: person });
        const number = await opened(method);
        const head = await world().headOf("topic");
        await world().merge(number, method);
        const commit = await world().headOf("main");
        await world().commit({ branch: "topic" });
        const [found] = await requests.mergedBy(commit, "main");
        expect(found?.head.commit).toBe(head);
        expect((await requests.read(number)).head.commit).toBe(head);
        const contributors = await requests.contributorsOf(number);
        expect(contributors === "unknown" ? contributors : contributors.map(({ id }) => id)).toContain(person.id);
      },
    );

    it.each(["rebase", "fast-forward"] as const)("is found from the first of the commits of a %s", async (method) => {
      const number = await opened(method);
      await world().merge(number, method);
      const [first] = await world().parentsOf(await world().headOf("main"));
      expect(await broughtBy(first ?? "")).toEqual([number]);
    });

    it.each(["merge", "squash", "rebase", "fast-forward"] as const)(
      "does not take what stood before a %s for a part of it",
      async (method) => {
        await world().commit({ branch: "main", message: "Pushed by hand" });
        const number = await opened(method);
        const before = await world().headOf("main");
        await world().merge(number, method);
        expect(await broughtBy(before)).toEqual([]);
      },
    );

    it("tells two merges apart", async () => {
      const numbers: number[] = [];
      for (const [branch, method] of [
        ["one", "rebase"],
        ["two", "merge"],
        ["three", "squash"],
      ] as const) {
        await world().commit({ branch });
        await world().commit({ branch });
        numbers.push(await world().open({ head: branch }));
        await world().merge(numbers.at(-1) ?? 0, method);
      }
      const squashed = await world().headOf("main");
      const [merged = ""] = await world().parentsOf(squashed);
      const [rebased = ""] = await world().parentsOf(merged);
      const [first = ""] = await world().parentsOf(rebased);
      const found = await Promise.all([first, rebased, merged, squashed].map((commit) => broughtBy(commit)));
      expect(found).toEqual([[numbers[0]], [numbers[0]], [numbers[1]], [numbers[2]]]);
    });

    it("is none for a commit that was pushed, one on a branch that is open, and one that is not there", async () => {
      const pushed = await world().commit({ branch: "main" });
      const head = await world().commit({ branch: "topic" });
      await world().open({ head: "topic" });
      for (const commit of [pushed, head, "0123456789012345678901234567890123456789"])
        expect(await broughtBy(commit)).toEqual([]);
    });

    it("is none on another branch than the one that it was merged into", async () => {
      await world().commit({ branch: "release" });
      await world().commit({ branch: "topic", from: "release" });
      const number = await world().open({ head: "topic", base: "release" });
      await world().merge(number, "merge");
      const commit = await world().headOf("release");
      expect(await broughtBy(commit, "release")).toEqual([number]);
      expect(await broughtBy(commit, "main")).toEqual([]);
    });

    it("is none for the commits of a branch that was squashed", async () => {
      const number = await opened("squash");
      const head = await world().headOf("topic");
      await world().merge(number, "squash");
      expect(await broughtBy(head)).toEqual([]);
    });
  });
}
