import { beforeEach, describe, expect, it } from "vitest";
import { type CommitStatuses, ForgeRefused } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** What every list of a commit's checks does. */
export function statusesContract(world: () => ForgeWorld): void {
  describe("its statuses", () => {
    let statuses: CommitStatuses;
    let commit: string;
    const context = "groundwork/preview";

    beforeEach(async () => {
      const { forge } = world();
      if (!forge.statuses) throw new Error("this forge has no statuses");
      statuses = forge.statuses;
      commit = await world().commit({ branch: "topic" });
    });

    it("gives the newest one of a check, in whichever second it was set", async () => {
      for (const state of ["pending", "error", "failure", "success"] as const)
        await statuses.setStatus(commit, { context, state, description: `it is ${state}` }, "topic");
      expect(await statuses.statusesOf(commit)).toEqual([{ context, state: "success", description: "it is success" }]);
    });

    it("has none for a commit that no check has looked at", async () => {
      expect(await statuses.statusesOf(commit)).toEqual([]);
    });

    it("keeps checks of several names, and a page for each", async () => {
      const url = "https://ci.example.com/run/1?a=b&c=d";
      await statuses.setStatus(commit, { context, state: "success", description: "2 changes", url });
      await statuses.setStatus(commit, { context: "groundwork/up", state: "pending", description: "" });
      expect((await statuses.statusesOf(commit)).toSorted((a, b) => a.context.localeCompare(b.context))).toEqual([
        { context, state: "success", description: "2 changes", url },
        { context: "groundwork/up", state: "pending", description: "" },
      ]);
    });

    it("writes nothing when the newest one already says so", async () => {
      if (world().writesOfForge() === undefined) return;
      const status = { context, state: "pending", description: "running" } as const;
      await statuses.setStatus(commit, status);
      await statuses.setStatus(commit, status);
      expect(world().writesOfForge()).toBe(1);
      await statuses.setStatus(commit, { ...status, state: "success" });
      await statuses.setStatus(commit, status);
      expect(world().writesOfForge()).toBe(2);
    });

    it("knows the newest one among more than a page of them", async () => {
      for (let run = 1; run <= 52; run++)
        await statuses.setStatus(commit, { context: `check/${run}`, state: "pending", description: "" });
      await statuses.setStatus(commit, { context: "check/1", state: "success", description: "" });
      const found = await statuses.statusesOf(commit);
      expect(found).toHaveLength(52);
      expect(found.find((each) => each.context === "check/1")?.state).toBe("success");
    });

    it("makes one line of a description, and cuts a long one", async () => {
      await statuses.setStatus(commit, { context, state: "failure", description: `one\ntwo ${"x".repeat(5_000)}` });
      const [found] = await statuses.statusesOf(commit);
      expect(found?.description).toMatch(/^one two x+…$/);
    });

    it.each([
      ["a commit that it does not have", "0123456789012345678901234567890123456789"],
      ["a branch's name", "topic"],
      ["a short id", undefined],
    ])("refuses %s", async (_name, asked) => {
      const status = { context, state: "success", description: "" } as const;
      await expect(statuses.setStatus(asked ?? commit.slice(0, 10), status)).rejects.toBeInstanceOf(ForgeRefused);
    });
  });
}
