import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runKind } from "../../src/change/index.ts";
import type { MergeMethod } from "../contract/forge/forge-world.ts";
import { giteaWorld } from "../contract/forge/gitea-world.ts";
import { localWorld } from "../contract/forge/local-world.ts";
import { type FakeGitea, fakeGitea } from "../fakes/gitea/index.ts";
import { type ForgeStory, forgeStory } from "./forge-harness/forge-story.ts";

let gitea: FakeGitea;

beforeAll(async () => {
  gitea = await fakeGitea();
});
afterAll(() => gitea.stop());

async function onGitea(): Promise<ForgeStory> {
  const world = await giteaWorld(gitea);
  return forgeStory(world, `${world.url.replace("://", `://bot:${world.token}@`)}/${world.repository}.git`);
}

async function onLocal(): Promise<ForgeStory> {
  const world = await localWorld();
  return forgeStory(world, path.join(path.dirname(world.folder), "platform.git"));
}

const methods: readonly MergeMethod[] = ["merge", "squash", "rebase", "fast-forward"];

describe.each([
  ["Gitea", onGitea],
  ["the local forge", onLocal],
])("a change request on %s", (_, make) => {
  let story: ForgeStory;
  beforeEach(async () => {
    story = await make();
  });
  afterEach(() => story.end());

  it("has one comment, which is edited in place, and at most five requests write", async () => {
    const { forge, edit, preview, ownComments } = story;
    await edit("topic", "dev", "b");
    const number = await forge.open({ head: "topic" });
    forge.writesOfForge();
    expect((await preview(number)).posting.comment?.done).toBe("created");
    expect(forge.writesOfForge() ?? 3).toBe(3);
    await edit("topic", "staging", "c");
    expect((await preview(number)).posting.comment?.done).toBe("updated");
    expect(forge.writesOfForge() ?? 3).toBe(3);
    const comments = await ownComments(number);
    expect(comments).toHaveLength(1);
    expect(comments[0]).toContain("dev, staging");
    const head = await forge.headOf("topic");
    expect(await forge.forge.statuses?.statusesOf(head)).toMatchObject([
      { context: "groundwork/preview", state: "success" },
    ]);
  });

  it.each(methods)("is brought up as it was shown and approved when it is merged by %s", async (method) => {
    const { forge, reviewer, edit, preview, up, ownComments } = story;
    await edit("topic", "dev", "b");
    const number = await forge.open({ head: "topic" });
    await preview(number);
    await forge.review(number, reviewer, "approved");
    await forge.merge(number, method);
    const { run, binding } = await up();
    expect(run.refusal).toBeUndefined();
    expect(run.environments.map((each) => [each.affected.name, runKind(each)])).toEqual([["dev", "applied"]]);
    expect(binding?.approvedBy).toEqual([reviewer.name]);
    expect((await ownComments(number)).at(-1)).toContain(`Held to the preview of change request ${number}`);
    expect(await forge.forge.statuses?.statusesOf(run.commit)).toEqual(
      expect.arrayContaining([expect.objectContaining({ context: "groundwork/up", state: "success" })]),
    );
  });

  it("is not brought up on the approval of an older commit", async () => {
    const { forge, driver, reviewer, edit, preview, up, ownComments } = story;
    await edit("topic", "dev", "b");
    const number = await forge.open({ head: "topic" });
    await preview(number);
    await forge.review(number, reviewer, "approved");
    await edit("topic", "dev", "c");
    await preview(number);
    await forge.merge(number, "merge");
    const { run } = await up();
    expect(run.refusal).toMatchObject({ kind: "not-reviewed", code: "not-approved" });
    expect(driver.engine.calls.filter((call) => call.startsWith("up"))).toEqual([]);
    expect((await ownComments(number)).at(-1)).toContain(`that of ${reviewer.name} is of`);
  });

  it("is refused by what a second one, which was merged in between, has made of it", async () => {
    const { forge, driver, reviewer, edit, preview, up } = story;
    await edit("topic", "dev", "b");
    const number = await forge.open({ head: "topic" });
    await preview(number);
    await forge.review(number, reviewer, "approved");
    await edit("second", "staging", "c");
    const second = await forge.open({ head: "second" });
    await preview(second);
    await forge.review(second, reviewer, "approved");
    await forge.merge(second, "merge");
    expect((await up()).run.refusal).toBeUndefined();
    driver.engine.wanted.set("dev", { main: { cidr: "10.9.0.0/16" } });
    await forge.merge(number, "merge");
    const { run } = await up();
    expect(run.refusal).toMatchObject({
      kind: "not-what-was-shown",
      shownBy: `the preview of change request ${number}`,
      unshown: [{ environment: "dev", steps: [{ because: "other values for cidr" }] }],
    });
  });

  it("says why an environment cannot be previewed, and is no success", async () => {
    const { forge, edit, preview, ownComments } = story;
    await edit("topic", "dev", "b");
    const number = await forge.open({ head: "topic" });
    await preview(number);
    await forge.commit({ branch: "topic", files: { "environments/dev/environment.yaml": "nonsense: [" } });
    await preview(number);
    expect(await ownComments(number)).toEqual([expect.stringContaining("unknown for 1 of 1")]);
    const head = await forge.headOf("topic");
    expect(await forge.forge.statuses?.statusesOf(head)).toMatchObject([{ state: "failure" }]);
  });

  it("is not asked for when a commit was pushed past it", async () => {
    const { edit, up } = story;
    await edit("main", "dev", "b");
    expect((await up()).run.refusal).toMatchObject({ kind: "not-reviewed", code: "no-change-request" });
  });
});
