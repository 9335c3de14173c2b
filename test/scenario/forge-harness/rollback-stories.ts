import { describe, expect } from "vitest";
import type { FlowsStory } from "./flows-story.ts";
import { tellFlows } from "./tell-flows.ts";

/** How an environment goes back on one forge, over real Git. @param make a new repository for each story */
export function rollbackStories(name: string, make: () => Promise<FlowsStory>): void {
  const tell = tellFlows(make);

  describe(`a rollback on ${name}`, () => {
    tell("opens one change request, which is approved, merged and brought up as every other one", async (story) => {
      const { forge, reviewer, rollback, preview, up, driver } = story;
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
    });
  });
}

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
