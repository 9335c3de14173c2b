import { describe, expect } from "vitest";
import { changedFiles, environmentFiles } from "../../fakes/driver/driver-world.ts";
import type { FlowsStory } from "./flows-story.ts";
import { tellFlows } from "./tell-flows.ts";

const promotion = `apiVersion: groundwork.dev/v1
kind: Promotion
spec:
  stages:
    - { name: first, environments: [dev], soak: 30m }
    - { name: second, environments: [staging] }
`;

const apart = promotion.replace("environments: [staging]", "environments: [staging], after: []");
/** Nothing asks for this check here, so that its environment's health is unknown. */
const sick = "spec: { values: { a: b }, health: [{ name: web, http: { url: 'https://web.example.com' } }] }\n";

/** How merges reach environments in stages on one forge, over real Git. @param make a new repository for each story */
export function stageStories(name: string, make: () => Promise<FlowsStory>): void {
  const tell = tellFlows(make);

  describe(`a merged change request whose environments are in stages, on ${name}`, () => {
    tell("waits on its check and in its comment, and the next job of the branch goes on with it", async (story) => {
      const { forge } = story;
      await forge.commit({ branch: "main", files: { "environments/promotion.yaml": promotion }, message: "Stages" });
      const since = await forge.headOf("main");
      await forge.commit({
        branch: "topic",
        files: { ...changedFiles("dev", "b"), ...changedFiles("staging", "b") },
        message: "Change",
      });
      const number = await forge.open({ head: "topic" });
      await story.preview(number);
      expect((await story.ownComments(number)).join("\n")).toContain(
        "stage second: staging once first has stood healthy for 30 min",
      );
      await forge.review(number, story.reviewer, "approved");
      await forge.merge(number, "merge");
      const head = await forge.headOf("main");
      const check = async () => (await story.statuses(head)).find(({ context }) => context === "groundwork/up");

      expect((await story.queue(since)).applied).toEqual([["dev"]]);
      expect(await check()).toMatchObject({ state: "pending", description: expect.stringMatching(/^waiting until /) });
      expect((await story.ownComments(number)).join("\n")).toContain("staging (stage second): waits until ");

      story.driver.now += 31 * 60_000;
      expect((await story.queue(since)).applied).toEqual([["staging"]]);
      expect(await check()).toMatchObject({ state: "success" });
    });

    tell("fails for the health of its own environments alone", async (story) => {
      const { forge } = story;
      await forge.commit({ branch: "main", files: { "environments/promotion.yaml": apart }, message: "Stages" });
      const since = await forge.headOf("main");
      const first = await merged(story, "first", environmentFiles("dev", sick));
      const other = await merged(story, "other", changedFiles("staging", "b"));
      expect((await story.queue(since)).applied).toEqual([["dev", "staging"]]);
      expect([await stateOf(story, first), await stateOf(story, other)]).toEqual(["failure", "success"]);
    });

    tell("stays failed for an environment that is not healthy when a later run brings its others up", async (story) => {
      const { forge } = story;
      await forge.commit({ branch: "main", files: { "environments/promotion.yaml": apart }, message: "Stages" });
      const since = await forge.headOf("main");
      const first = await merged(story, "first", { ...changedFiles("dev", "b"), ...environmentFiles("staging", sick) });
      await merged(story, "other", environmentFiles("staging", `${sick}# Not approved.\n`), false);
      const { applied } = await story.queue(since);
      expect(applied.slice(0, 2)).toEqual([["staging"], ["dev"]]);
      expect(await stateOf(story, first)).toBe("failure");
    });

    tell(
      "is held to the file before it also where it comes up with one that was merged before there was a file",
      async (story) => {
        const { forge } = story;
        const since = await forge.headOf("main");
        await merged(story, "first", changedFiles("staging", "b"));
        await forge.commit({ branch: "main", files: { "environments/promotion.yaml": promotion }, message: "Stages" });
        await merged(story, "other", { ...changedFiles("dev", "c"), ...changedFiles("staging", "c") });
        expect((await story.queue(since)).applied).toEqual([["dev"]]);
      },
    );
  });
}

/** The merge of a change request. @returns its commit */
async function merged(
  { forge, preview, reviewer }: FlowsStory,
  branch: string,
  files: Readonly<Record<string, string>>,
  isApproved = true,
): Promise<string> {
  await forge.commit({ branch, files, message: branch });
  const number = await forge.open({ head: branch });
  await preview(number);
  if (isApproved) await forge.review(number, reviewer, "approved");
  await forge.merge(number, "merge");
  return await forge.headOf("main");
}

async function stateOf({ statuses }: FlowsStory, commit: string): Promise<string | undefined> {
  return (await statuses(commit)).find(({ context }) => context === "groundwork/up")?.state;
}
