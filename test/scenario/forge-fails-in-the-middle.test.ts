import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { giteaWorld } from "../contract/forge/gitea-world.ts";
import { type FakeGitea, fakeGitea } from "../fakes/gitea/index.ts";
import { type FlowsStory, flowsStory } from "./forge-harness/flows-story.ts";

describe("a forge that fails in the middle", () => {
  let gitea: FakeGitea;
  let story: FlowsStory;
  let number: number;
  beforeEach(async () => {
    gitea = await fakeGitea();
    const world = await giteaWorld(gitea);
    story = await flowsStory(world, `${world.url.replace("://", `://bot:${world.token}@`)}/${world.repository}.git`);
    await story.edit("topic", "dev", "b");
    number = await world.open({ head: "topic" });
  });
  afterEach(async () => {
    await story.end();
    await gitea.stop();
  });

  it("takes nothing from the preview, whose check is an error since the comment is not there", async () => {
    gitea.fail({ path: /\/comments/, kind: "page" });
    const { environments, posting } = await story.preview(number);
    expect(environments).toEqual(["dev"]);
    expect(posting.problems.map(({ code }) => code)).toEqual(["forge-unavailable"]);
    const head = await story.forge.headOf("topic");
    expect(await story.forge.forge.statuses?.statusesOf(head)).toMatchObject([
      { state: "error", description: expect.stringMatching(/^not shown: /) },
    ]);
  });

  it("gets one comment, also when the answer to it was lost", async () => {
    gitea.fail({ method: "POST", path: /\/comments/, kind: "lost answer", times: 1 });
    await story.preview(number);
    await story.preview(number);
    expect(await story.ownComments(number)).toHaveLength(1);
  });

  it.each([
    ["the reviews", /\/reviews/],
    ["the merge of the commit", /\/commits\/[0-9a-f]{40}\/pull/],
  ])("starts nothing while it does not tell %s", async (_, path) => {
    await story.preview(number);
    await story.forge.review(number, story.reviewer, "approved");
    await story.forge.merge(number, "merge");
    gitea.fail({ path, kind: "empty error" });
    await expect(story.up()).rejects.toMatchObject({ code: "forge-unavailable" });
    expect(story.driver.engine.calls.filter((call) => call.startsWith("up"))).toEqual([]);
    const statuses = await story.forge.forge.statuses?.statusesOf(await story.forge.headOf("main"));
    expect(statuses).toMatchObject([{ context: "groundwork/up", state: "error" }]);
  });
});
