import { describe, expect } from "vitest";
import type { FlowsStory } from "./flows-story.ts";
import { tellFlows } from "./tell-flows.ts";

/** What is said of an environment that failed on one forge, over real Git. @param make a new repository for each story */
export function followUpStories(name: string, make: () => Promise<FlowsStory>): void {
  const tell = tellFlows(make);

  describe(`an environment that failed on ${name}`, () => {
    tell(
      "has one issue until it is mended, whose address stands in the comment and which is opened again",
      async (story) => {
        const number = await breakDev(story);
        const { forge, driver, up, ownComments } = story;
        const failed = await up();
        expect(failed).toMatchObject({ applied: ["staging"], followUp: { kind: "open" } });
        const issue = failed.followUp?.kind === "open" ? failed.followUp : { number: 0, url: "none" };
        expect((await ownComments(number)).join("\n")).toContain(`issue ${issue.number}, `);
        expect(await up()).toMatchObject({ followUp: issue });
        driver.engine.failing.clear();
        forge.writesOfForge();
        expect(await up()).toMatchObject({ applied: ["dev"], followUp: { kind: "closed" } });
        const deployments = forge.forge.deployments ? 4 : 0;
        expect(forge.writesOfForge() ?? 0).toBeLessThanOrEqual(5 + deployments);
        const told = await (forge.issueComments?.(issue.number) ?? forge.comments(issue.number));
        expect(told.map(({ body }) => body)).toEqual([expect.stringContaining(failed.commit.slice(0, 7))]);
        driver.engine.failing.add("dev");
        expect(await up()).toMatchObject({ followUp: issue });
      },
    );
  });
}

/** On a forge that has no issues. */
export function failureStories(name: string, make: () => Promise<FlowsStory>): void {
  const tell = tellFlows(make);

  describe(`an environment that failed on ${name}, which has no issues`, () => {
    tell("is told of in the comment, with what to look at", async (story) => {
      const number = await breakDev(story);
      expect(await story.up()).toMatchObject({ applied: ["staging"], followUp: { kind: "no-issues" } });
      const told = (await story.ownComments(number)).join("\n");
      expect(told).toContain("No follow-up issue");
      expect(told).toContain("groundwork status");
    });
  });
}

/** Merges a change of both environments, of which dev breaks half-way. @returns the number of its change request */
async function breakDev({ forge, driver, edit, reviewer, preview }: FlowsStory): Promise<number> {
  await edit("topic", "dev", "b");
  await edit("topic", "staging", "b");
  driver.engine.wanted.set("dev", { main: { cidr: "10.1.0.0/16" }, other: { cidr: "10.2.0.0/16" } });
  driver.engine.failing.add("dev");
  const number = await forge.open({ head: "topic" });
  await preview(number);
  await forge.review(number, reviewer, "approved");
  await forge.merge(number, "merge");
  return number;
}
