import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { giteaWorld } from "../contract/forge/gitea-world.ts";
import { changedFiles, environmentFiles } from "../fakes/driver/driver-world.ts";
import { type FakeGitea, fakeGitea } from "../fakes/gitea/index.ts";
import { type FlowsStory, flowsStory } from "./forge-harness/flows-story.ts";

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

describe("a merged change request whose environments are in stages", () => {
  let gitea: FakeGitea;
  let story: FlowsStory;
  beforeEach(async () => {
    gitea = await fakeGitea();
    const world = await giteaWorld(gitea);
    story = await flowsStory(world, `${world.url.replace("://", `://bot:${world.token}@`)}/${world.repository}.git`);
  });
  afterEach(async () => {
    await story.end();
    await gitea.stop();
  });

  it("waits on its check and in its comment, and the next job of the branch goes on with it", async () => {
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
  /** The merge of a change request. @returns its commit */
  async function merged(branch: string, files: Readonly<Record<string, string>>, isApproved = true) {
    const { forge } = story;
    await forge.commit({ branch, files, message: branch });
    const number = await forge.open({ head: branch });
    await story.preview(number);
    if (isApproved) await forge.review(number, story.reviewer, "approved");
    await forge.merge(number, "merge");
    return await forge.headOf("main");
  }
  const stateOf = async (commit: string) =>
    (await story.statuses(commit)).find(({ context }) => context === "groundwork/up")?.state;

  it("fails for the health of its own environments alone", async () => {
    const { forge } = story;
    await forge.commit({ branch: "main", files: { "environments/promotion.yaml": apart }, message: "Stages" });
    const since = await forge.headOf("main");
    const first = await merged("first", environmentFiles("dev", sick));
    const other = await merged("other", changedFiles("staging", "b"));
    expect((await story.queue(since)).applied).toEqual([["dev", "staging"]]);
    expect([await stateOf(first), await stateOf(other)]).toEqual(["failure", "success"]);
  });

  it("stays failed for an environment that is not healthy when a later run brings its others up", async () => {
    const { forge } = story;
    await forge.commit({ branch: "main", files: { "environments/promotion.yaml": apart }, message: "Stages" });
    const since = await forge.headOf("main");
    const first = await merged("first", { ...changedFiles("dev", "b"), ...environmentFiles("staging", sick) });
    await merged("other", environmentFiles("staging", `${sick}# Not approved.\n`), false);
    const { applied } = await story.queue(since);
    expect(applied.slice(0, 2)).toEqual([["staging"], ["dev"]]);
    expect(await stateOf(first)).toBe("failure");
  });
  it("is held to the file before it also where it comes up with one that was merged before there was a file", async () => {
    const { forge } = story;
    const since = await forge.headOf("main");
    await merged("first", changedFiles("staging", "b"));
    await forge.commit({ branch: "main", files: { "environments/promotion.yaml": promotion }, message: "Stages" });
    await merged("other", { ...changedFiles("dev", "c"), ...changedFiles("staging", "c") });
    expect((await story.queue(since)).applied).toEqual([["dev"]]);
  });
});
