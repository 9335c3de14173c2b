import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PreviewJson, RunJson } from "../../../src/report/index.ts";
import { type GiteaWorld, giteaWorld } from "../../contract/forge/gitea-world.ts";
import { type CommandStory, commandStory, printed } from "./command-story.ts";
import { describeWithGitea } from "./index.ts";
import { PlatformClone } from "./platform-clone.ts";

describeWithGitea("jobs of a CI", (gitea) => {
  let world: GiteaWorld;
  let story: CommandStory;
  let number: number;
  beforeEach(async () => {
    const { url, administrator } = gitea();
    world = await giteaWorld({ url, administrator, settle: () => gitea().settle() });
    story = await commandStory(world);
    await story.edit("topic", "dev", "b");
    number = await world.open({ head: "topic" });
  });
  afterEach(() => story.end());

  it("let a protected main take what was previewed, and bring it up in a clone that knows only the remote's record", async () => {
    const merge = async () => await world.merge(number, "squash");
    await world.protect("main", ["groundwork/preview"]);
    await expect(merge()).rejects.toThrow("Not all required status checks successful");
    await story.clone.fetch();
    const record = ["--record", "git"];
    const previewed = await story.clone.groundwork(["preview", "--change-request", String(number), ...record]);
    expect(previewed).toMatchObject({ code: 0, out: expect.stringContaining("2 to create") });
    await world.review(number, story.reviewer, "approved");
    await merge();

    const job = await PlatformClone.of(world);
    const finished = await job.groundwork(["up", "--yes", ...record, "--json"]);
    await job.remove();
    expect(finished.err).not.toContain(world.token);
    expect(printed<RunJson>(finished, "up")).toMatchObject({
      succeeded: true,
      binding: { changeRequest: { number }, approvedBy: [story.reviewer.name] },
      environments: [{ name: "dev", kind: "applied" }],
    });
  });

  it("carry a merge out once when two of them run at the same time", async () => {
    await story.preview(number);
    await world.review(number, story.reviewer, "approved");
    await world.merge(number, "merge");
    await story.clone.fetch();
    const up = ["up", "--yes", "--wait-for-lock", "--head", "origin/main", "--json"];
    const both = await Promise.all([story.clone.groundwork(up), story.clone.groundwork(up)]);
    const kinds = both.map((finished) => printed<RunJson>(finished, "up").environments.map(({ kind }) => kind));
    expect(kinds.flat().filter((kind) => kind === "applied")).toHaveLength(1);
    const comments = await story.ownComments(number);
    expect(comments.filter((body) => body.includes("Held to the preview"))).toHaveLength(1);
  });

  describe("with a token that lacks", () => {
    it.each([
      ["write:issue", ["write:repository", "read:user"]],
      ["write:repository", ["read:repository", "write:issue", "read:user"]],
      ["read:user", ["write:repository", "write:issue"]],
    ])("%s: show the preview, and name the scope", async (scope, scopes) => {
      await story.clone.fetch();
      const token = await world.newToken(world.owner, scopes);
      const args = ["preview", "--change-request", String(number), "--json"];
      const finished = await story.clone.groundwork(args, token);
      const { environments, posting } = printed<PreviewJson>(finished, "preview");
      expect(environments).toMatchObject([{ name: "dev", kind: "planned" }]);
      expect(posting?.problems).toContainEqual(
        expect.objectContaining({ code: "forge-refused", message: expect.stringContaining(scope.split(":")[1] ?? "") }),
      );
      expect(finished).toMatchObject({ code: 4 });
      expect(finished.out).not.toContain(token);
    });

    it("the right to read the repository: bring nothing up", async () => {
      await story.preview(number);
      await world.review(number, story.reviewer, "approved");
      await world.merge(number, "merge");
      await story.clone.fetch();
      const token = await world.newToken(world.owner, ["read:user"]);
      const finished = await story.clone.groundwork(["up", "--yes", "--head", "origin/main", "--json"], token);
      expect(finished).toMatchObject({ code: 4 });
      expect(finished.out + finished.err).toContain("read:repository");
      expect(await story.up()).toMatchObject({ applied: ["dev"] });
    });
  });
});
