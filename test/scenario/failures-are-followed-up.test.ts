import { describe, expect, it } from "vitest";
import type { FlowsStory } from "./forge-harness/flows-story.ts";
import { storyBitbuckets, storyForges } from "./forge-harness/story-forges.ts";

const { gitea, gitlab, local, githubActions } = storyForges();
const { cloud, dataCenter } = storyBitbuckets();

/** A merged change of both environments, of which dev breaks half-way. */
async function broken(make: () => Promise<FlowsStory>) {
  const story = await make();
  const { forge, driver, edit, reviewer } = story;
  await edit("topic", "dev", "b");
  await edit("topic", "staging", "b");
  driver.engine.wanted.set("dev", { main: { cidr: "10.1.0.0/16" }, other: { cidr: "10.2.0.0/16" } });
  driver.engine.failing.add("dev");
  const number = await forge.open({ head: "topic" });
  await story.preview(number);
  await forge.review(number, reviewer, "approved");
  await forge.merge(number, "merge");
  return { ...story, number };
}

describe.each([
  ["Gitea", gitea],
  ["GitLab", gitlab],
  ["the local forge", local],
  ["GitHub, as a job of Actions", githubActions],
])("an environment that failed on %s", (_, make) => {
  it("has one issue until it is mended, whose address stands in the comment and which is opened again", async () => {
    const { forge, driver, up, ownComments, number, end } = await broken(make);
    try {
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
    } finally {
      await end();
    }
  });
});

describe.each([
  ["Bitbucket Cloud", cloud],
  ["Bitbucket Data Center", dataCenter],
])("an environment that failed on %s, which has no issues", (_, make) => {
  it("is told of in the comment, with what to look at", async () => {
    const { up, ownComments, number, end } = await broken(make);
    try {
      expect(await up()).toMatchObject({ applied: ["staging"], followUp: { kind: "no-issues" } });
      const told = (await ownComments(number)).join("\n");
      expect(told).toContain("No follow-up issue");
      expect(told).toContain("groundwork status");
    } finally {
      await end();
    }
  });
});
