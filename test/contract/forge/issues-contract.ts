import { beforeEach, describe, expect, it } from "vitest";
import type { Issues } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** Issues that are kept about one subject each. */
export function issuesContract(world: () => ForgeWorld): void {
  describe("its issues", () => {
    let issues: Issues;

    beforeEach(() => {
      const { forge } = world();
      if (!forge.issues) throw new Error("this forge has no issues");
      issues = forge.issues;
    });

    const drift = { title: "dev has drifted", body: "2 resources" };

    it("are one for each subject, which is edited in its place", async () => {
      const opened = await issues.ensureIssue("drift-dev", drift);
      expect(await issues.ensureIssue("drift-dev", { ...drift, body: "3 resources" })).toEqual(opened);
      expect((await issues.ensureIssue("drift-shop", drift)).number).not.toBe(opened.number);
    });

    it.each(["--> <b>x</b> <!--", "drift of \n dev", "äöü/環境"])(
      "are kept about a subject named %j",
      async (subject) => {
        const body = "half of a pair: \ud800";
        const opened = await issues.ensureIssue(subject, { ...drift, body });
        world().writesOfForge();
        await issues.ensureIssue(subject, { ...drift, body });
        expect(world().writesOfForge() ?? 0).toBe(0);
        expect(await issues.ensureIssue(subject, { ...drift, title: "changed" })).toEqual(opened);
        expect((await issues.ensureIssue(`${subject} `, drift)).number).not.toBe(opened.number);
      },
    );

    const comments = async (number: number) => {
      const found = world().issueComments?.(number) ?? world().comments(number);
      return (await found).map(({ body }) => body);
    };

    it("are closed with a last comment, and opened again about the same subject", async () => {
      const { number } = await issues.ensureIssue("drift-dev", drift);
      await issues.closeIssue("drift-dev", "In sync again.");
      await issues.closeIssue("drift-dev", "In sync again.");
      expect(await comments(number)).toEqual(["In sync again."]);
      expect((await issues.ensureIssue("drift-dev", drift)).number).toBe(number);
      await issues.closeIssue("drift-dev", "In sync once more.");
      expect(await comments(number)).toEqual(["In sync again.", "In sync once more."]);
    });

    it("are not closed where there is none", async () => {
      await expect(issues.closeIssue("drift-dev", "In sync again.")).resolves.toBeUndefined();
    });

    it("are not those of another bot about the same subject", async () => {
      const ours = await issues.ensureIssue("drift-dev", drift);
      const theirs = await (await world().anotherBot()).issues?.ensureIssue("drift-dev", drift);
      expect(theirs?.number).not.toBe(ours.number);
    });
  });
}
