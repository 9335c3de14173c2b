import { describe, expect, it } from "vitest";
import type { FlowsStory } from "./forge-harness/flows-story.ts";
import { storyBitbuckets, storyForges } from "./forge-harness/story-forges.ts";

const { gitea, gitlab, local } = storyForges();
const { cloud } = storyBitbuckets();

/** Has a change of dev previewed, approved, merged and brought up. */
async function land({ forge, edit, preview, reviewer, up }: FlowsStory, branch: string, value: string) {
  await edit(branch, "dev", value);
  const number = await forge.open({ head: branch });
  await preview(number);
  await forge.review(number, reviewer, "approved");
  await forge.merge(number, "merge");
  const run = await up();
  expect(run.refusal).toBeUndefined();
  return run.commit;
}

describe.each([
  ["Gitea", gitea],
  ["the local forge", local],
  ["GitLab", gitlab],
  ["Bitbucket Cloud", cloud],
])("a rollback on %s", (_, make) => {
  it("opens one change request, which is approved, merged and brought up as every other one", async () => {
    const story = await make();
    const { forge, reviewer, rollback, preview, up, driver, end } = story;
    try {
      const first = await land(story, "first", "a");
      await land(story, "second", "b");
      const made = await rollback("dev");
      expect(made).toMatchObject({ to: first, alsoAffected: [], unknown: [], place: { kind: "opened" } });
      expect((await rollback("dev")).place).toEqual(made.place);
      const number = made.place.kind === "opened" ? made.place.changeRequest.number : 0;
      expect((await preview(number)).environments).toEqual(["dev"]);
      await forge.review(number, reviewer, "approved");
      await forge.merge(number, "merge");
      driver.engine.calls.length = 0;
      const run = await up();
      expect(run).toMatchObject({ approvedBy: [reviewer.name] });
      expect(run.refusal).toBeUndefined();
      expect(driver.engine.calls).toContain("up dev");
      expect((await rollback("dev", first)).place).toEqual({ kind: "nothing-to-do" });
    } finally {
      await end();
    }
  });
});
