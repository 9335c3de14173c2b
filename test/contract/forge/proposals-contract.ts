import { beforeEach, describe, expect, it } from "vitest";
import { NoSuchChangeRequest, type Proposals } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** What every port does by which a program makes change requests. */
export function proposalsContract(world: () => ForgeWorld): void {
  describe("its proposals", () => {
    let proposals: Proposals;

    beforeEach(() => {
      const { forge } = world();
      if (!forge.proposals) throw new Error("this forge takes no proposals");
      ({ proposals } = forge);
    });

    const states = async (head: string) =>
      (await proposals.from(head)).map(({ number, state, head: { commit } }) => [number, state, commit]);

    it("opens one change request for two branches, however often it is asked", async () => {
      await world().commit({ branch: "topic" });
      const wanted = { title: "Bump", body: "text", head: "topic", base: "main" };
      const first = await proposals.ensureOpen(wanted);
      expect(await proposals.ensureOpen({ ...wanted, title: "Another title" })).toEqual(first);
      await world().close(first.number);
      expect((await proposals.ensureOpen(wanted)).number).not.toBe(first.number);
    });

    it("opens one change request when two runs ask at the same time", async () => {
      const head = await world().commit({ branch: "topic" });
      const wanted = { title: "Bump", body: "text", head: "topic", base: "main" };
      const opened = await Promise.all([proposals.ensureOpen(wanted), proposals.ensureOpen(wanted)]);
      expect(new Set(opened.map(({ number }) => number)).size).toBe(1);
      const open = await world().forge.changeRequests?.openAt(head);
      expect(open?.map(({ number }) => number)).toEqual([opened[0]?.number]);
    });

    it("knows every change request of a branch, the newest first, each with its own last commit", async () => {
      const first = await world().commit({ branch: "topic" });
      const declined = await world().open({ head: "topic" });
      await world().close(declined);
      const second = await world().commit({ branch: "topic", from: "main" });
      const merged = await world().open({ head: "topic" });
      await world().merge(merged, "merge");
      const third = await world().commit({ branch: "topic" });
      const { number: open } = await proposals.ensureOpen({ title: "t", body: "", head: "topic", base: "main" });
      await world().commit({ branch: "other" });
      await world().open({ head: "other" });
      expect(await states("topic")).toEqual([
        [open, "open", third],
        [merged, "merged", second],
        [declined, "closed", first],
      ]);
      expect(await states("top")).toEqual([]);
      expect(await states("none")).toEqual([]);
    });

    it("knows one by its branch that was opened into another branch", async () => {
      await world().commit({ branch: "release" });
      const head = await world().commit({ branch: "topic" });
      const number = await world().open({ head: "topic", base: "release" });
      expect(await states("topic")).toEqual([[number, "open", head]]);
    });

    it("closes one, once, and merges nothing", async () => {
      const main = await world().headOf("main");
      const head = await world().commit({ branch: "topic" });
      const { number } = await proposals.ensureOpen({ title: "t", body: "", head: "topic", base: "main" });
      expect(await proposals.ensureClosed(number, head)).toBe(true);
      expect(await world().forge.changeRequests?.read(number)).toMatchObject({
        state: "closed",
        head: { commit: head },
      });
      world().writesOfForge();
      expect(await proposals.ensureClosed(number, head)).toBe(true);
      expect(world().writesOfForge() ?? 0).toBe(0);
      expect([await world().headOf("main"), await world().headOf("topic")]).toEqual([main, head]);
    });

    it("leaves one open that was pushed to since it was looked at", async () => {
      const seen = await world().commit({ branch: "topic" });
      const { number } = await proposals.ensureOpen({ title: "t", body: "", head: "topic", base: "main" });
      await world().commit({ branch: "topic" });
      expect(await proposals.ensureClosed(number, seen)).toBe(false);
      expect((await world().forge.changeRequests?.read(number))?.state).toBe("open");
    });

    it("says that there is none of a number to close", async () => {
      const head = await world().headOf("main");
      await expect(proposals.ensureClosed(4711, head)).rejects.toBeInstanceOf(NoSuchChangeRequest);
    });

    it("tells the last commit of one whose branch was deleted and made anew", async () => {
      const first = await world().commit({ branch: "topic" });
      const number = await world().open({ head: "topic" });
      await world().close(number);
      await world().deleteBranch("topic");
      const second = await world().commit({ branch: "topic" });
      expect(second).not.toBe(first);
      expect(await states("topic")).toEqual([[number, "closed", first]]);
    });
  });
}
