import { describe, expect, it } from "vitest";
import type { MergeMethod } from "../../contract/forge/forge-world.ts";
import type { ForgeStory } from "./forge-story.ts";
import { reachStories } from "./reach-stories.ts";

const methods: readonly MergeMethod[] = ["merge", "squash", "rebase", "fast-forward"];

type Story = (story: ForgeStory) => Promise<void>;

/** Tells a story of a new repository. */
export type Tell = (title: string, story: Story, needs?: ForgeAbility) => void;

/** What people cannot do on every forge, or not in each world of a test. */
export type ForgeAbility = "mergeByGit" | "retarget" | "reopen" | "setDraft" | "openFromFork" | "adapterOf";

/**
 * From a change request over its preview, its approval and its merge to what was brought up, or refused, on one forge.
 *
 * @param make a new repository for each story
 * @param options with `atOnce` several stories are told at the same time, for a forge that is slow to answer; stories that need what a
 * forge lacks are not told of it
 */
export function changeRequestStories(
  name: string,
  make: () => Promise<ForgeStory>,
  { atOnce = false, lacks = [] }: { readonly atOnce?: boolean; readonly lacks?: readonly ForgeAbility[] } = {},
): void {
  const test = atOnce ? it.concurrent : it;
  const tell: Tell = (title, act, needs) => {
    if (needs !== undefined && lacks.includes(needs)) return;
    test(title, async () => {
      const story = await make();
      try {
        if (needs !== undefined && !story.forge[needs]) throw new Error(`${name} lacks ${needs}`);
        await act(story);
      } finally {
        await story.end();
      }
    });
  };

  describe(`a change request on ${name}`, () => {
    tell("has one comment, which is edited in place, and at most five requests write", async (story) => {
      const { forge, edit } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      forge.writesOfForge();
      expect((await story.preview(number)).posting.comment?.done).toBe("created");
      expect(forge.writesOfForge() ?? 0).toBeLessThanOrEqual(5);
      const head = await edit("topic", "staging", "c");
      expect((await story.preview(number)).posting.comment?.done).toBe("updated");
      expect(forge.writesOfForge() ?? 0).toBeLessThanOrEqual(5);
      const comments = await story.ownComments(number);
      expect(comments).toHaveLength(1);
      expect(comments[0]).toMatch(/dev(?:, | .*\n.*)staging/);
      expect(await story.statuses(head)).toMatchObject([{ ...preview, state: "success" }]);
    });

    for (const method of methods)
      tell(`is brought up as it was shown and approved when it is merged by ${method}`, async (story) => {
        const number = await approved(story, "topic");
        await story.forge.merge(number, method);
        const run = await story.up();
        expect(run).toMatchObject({ applied: ["dev"], approvedBy: [story.reviewer.name] });
        expect(run.refusal).toBeUndefined();
        expect(await lastComment(story, number)).toContain(`Held to the preview of change request ${number}`);
        const checks = await story.statuses(run.commit);
        expect(checks).toContainEqual(expect.objectContaining({ context: "groundwork/up", state: "success" }));
      });

    tell(
      "is brought up when its merge was made and pushed with Git",
      async (story) => {
        const { forge } = story;
        const number = await approved(story, "topic");
        await forge.mergeByGit?.(number);
        expect(await story.up()).toMatchObject({ applied: ["dev"], approvedBy: [story.reviewer.name] });
      },
      "mergeByGit",
    );

    tell(
      "is brought up with another one that was merged before the job began, and both are answered",
      async (story) => {
        const { forge } = story;
        const start = await forge.headOf("main");
        const one = await approved(story, "one");
        const two = await approved(story, "two", "staging", "c");
        await forge.merge(one, "merge");
        const between = await forge.headOf("main");
        await forge.merge(two, "squash");
        const last = await forge.headOf("main");
        expect(await story.queue(start)).toEqual({ applied: [["dev", "staging"]], contained: [] });
        for (const number of [one, two])
          expect(await lastComment(story, number)).toContain(
            `Held to the previews of the change requests ${one}, ${two}, which were brought up together`,
          );
        for (const commit of [between, last])
          expect(await story.statuses(commit)).toContainEqual(
            expect.objectContaining({ context: "groundwork/up", state: "success" }),
          );
        expect(await story.queue(between)).toEqual({ applied: [], contained: [last] });
      },
    );

    tell("is not brought up without an approval", async (story) => {
      const { forge, edit } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      await story.preview(number);
      await forge.merge(number, "merge");
      const run = await story.up();
      expect(run).toMatchObject({ applied: [], refusal: { kind: "not-reviewed", code: "not-approved" } });
      expect(await story.statuses(run.commit)).toContainEqual(
        expect.objectContaining({ context: "groundwork/up", state: "failure" }),
      );
    });

    tell("is not brought up on the approval of an older commit", async (story) => {
      const { forge, edit, reviewer } = story;
      const number = await approved(story, "topic");
      await edit("topic", "dev", "c");
      await story.preview(number);
      await forge.merge(number, "merge");
      expect(await story.up()).toMatchObject({ applied: [], refusal: { code: "not-approved" } });
      expect(await lastComment(story, number)).toContain(`that of ${reviewer.name} is of`);
    });

    tell("is not brought up on the approval of a commit that a forced push replaced", async (story) => {
      const { forge, reviewer } = story;
      const number = await approved(story, "topic");
      await forge.commit({ branch: "topic", files: { "notes.txt": "another\n" }, amend: true });
      await story.preview(number);
      await forge.merge(number, "merge");
      expect(await story.up()).toMatchObject({ applied: [], refusal: { code: "not-approved" } });
      expect(await lastComment(story, number)).toContain(`that of ${reviewer.name} is of`);
    });

    tell("is not brought up when something else would happen by now", async (story) => {
      const { forge, disturb } = story;
      const number = await approved(story, "topic");
      await disturb("dev");
      await forge.merge(number, "merge");
      expect(await story.up()).toMatchObject({
        applied: [],
        refusal: {
          kind: "not-what-was-shown",
          shownBy: `the preview of change request ${number}`,
          unshown: [{ environment: "dev" }],
        },
      });
    });

    tell("is brought up by its own job, in whichever order the jobs of two merges run", async (story) => {
      const { forge } = story;
      const [first, second] = [await approved(story, "first", "dev"), await approved(story, "second", "staging")];
      await forge.merge(first, "merge");
      const head = await forge.headOf("main");
      await forge.merge(second, "merge");
      expect(await story.up()).toMatchObject({ applied: ["staging"] });
      expect(await story.up({ head })).toMatchObject({ applied: ["dev"] });
    });

    tell("is not brought up by an older merge once a newer one of the same environment was", async (story) => {
      const { forge } = story;
      const first = await approved(story, "first");
      await forge.merge(first, "merge");
      const head = await forge.headOf("main");
      await story.edit("second", "dev", "c");
      const second = await forge.open({ head: "second" });
      await story.preview(second);
      await forge.review(second, story.reviewer, "approved");
      await forge.merge(second, "merge");
      expect((await story.up()).refusal).toBeUndefined();
      expect(await story.up({ head })).toMatchObject({ applied: [], refusal: { code: "older-than-what-stands" } });
    });

    tell("is not brought up before it is merged", async (story) => {
      await approved(story, "topic");
      const head = await story.forge.headOf("topic");
      expect(await story.up({ head })).toMatchObject({ applied: [], refusal: { code: "not-on-branch" } });
    });

    tell("is not brought up when it was merged into another branch", async (story) => {
      const { forge, edit, reviewer } = story;
      await forge.commit({ branch: "release" });
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic", base: "release" });
      await story.preview(number);
      await forge.review(number, reviewer, "approved");
      await forge.merge(number, "merge");
      const head = await forge.headOf("release");
      expect(await story.up({ head })).toMatchObject({ applied: [], refusal: { code: "not-on-branch" } });
    });

    reachStories(tell);

    tell("is not brought up when its branch was rewritten after the job had fetched it", async (story) => {
      const { forge } = story;
      const number = await approved(story, "topic");
      await forge.merge(number, "squash");
      const head = await forge.headOf("main");
      const meanwhile = () => forge.commit({ branch: "main", amend: true });
      expect(await story.up({ head, meanwhile })).toMatchObject({ applied: [], refusal: { code: "not-on-branch" } });
    });

    tell(
      "is not brought up with what only its first base had shown",
      async (story) => {
        const { forge, edit, reviewer } = story;
        await edit("release", "staging", "b");
        await forge.commit({ branch: "topic", from: "release" });
        await edit("topic", "dev", "b");
        const number = await forge.open({ head: "topic", base: "release" });
        const head = await forge.headOf("topic");
        expect((await story.preview(number)).environments).toEqual(["dev"]);
        expect((await story.statuses(head)).map(({ context }) => context)).toEqual(["groundwork/preview/release"]);
        await forge.retarget?.(number, "main");
        await forge.review(number, reviewer, "approved");
        await forge.merge(number, "merge");
        const { refusal, applied } = await story.up();
        expect(applied).toEqual([]);
        expect(refusal).toBeDefined();
      },
      "retarget",
    );

    tell("has a check of its own beside one for another base, of the same commit", async (story) => {
      const { forge, edit } = story;
      await forge.commit({ branch: "release", files: { "environments/dev/environment.yaml": "nonsense: [" } });
      const head = await edit("topic", "staging", "b");
      const [first, second] = [
        await forge.open({ head: "topic" }),
        await forge.open({ head: "topic", base: "release" }),
      ];
      await story.preview(second);
      await story.preview(first);
      const checks = await story.statuses(head);
      expect(checks.map(({ context }) => context).toSorted()).toEqual([
        "groundwork/preview",
        "groundwork/preview/release",
      ]);
    });

    tell(
      "is brought up after it was closed and reopened",
      async (story) => {
        const { forge } = story;
        const number = await approved(story, "topic");
        await forge.close(number);
        expect((await story.preview(number)).posting.superseded).toContain("is closed");
        await forge.reopen?.(number);
        await forge.merge(number, "merge");
        expect(await story.up()).toMatchObject({ applied: ["dev"] });
      },
      "reopen",
    );

    tell(
      "is previewed as a draft too",
      async (story) => {
        const { forge, edit, reviewer } = story;
        const head = await edit("topic", "dev", "b");
        const number = await forge.open({ head: "topic" });
        await forge.setDraft?.(number, true);
        expect((await story.preview(number)).posting.comment?.done).toBe("created");
        expect(await story.statuses(head)).toMatchObject([{ ...preview, state: "success" }]);
        await forge.setDraft?.(number, false);
        await forge.review(number, reviewer, "approved");
        await forge.merge(number, "merge");
        expect(await story.up()).toMatchObject({ applied: ["dev"] });
      },
      "setDraft",
    );

    tell("is not brought up on a preview that was shown to no one before it was merged", async (story) => {
      const { forge, edit, reviewer } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      await forge.review(number, reviewer, "approved");
      // Forges give times in whole seconds, so that a preview of the same second may have been seen.
      const approvedAt = Date.now();
      await expect.poll(() => Date.now() - approvedAt).toBeGreaterThan(1_000);
      const { posting } = await story.preview(number, () => forge.merge(number, "merge"));
      expect(posting).toMatchObject({ superseded: `change request ${number} is merged` });
      expect(await story.ownComments(number)).toEqual([]);
      expect(await story.up()).toMatchObject({ applied: [], refusal: { kind: "not-what-was-shown" } });
    });

    tell("is not posted as the newest when its head moved while it was previewed", async (story) => {
      const { forge, edit } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      const { posting } = await story.preview(number, () => edit("topic", "dev", "c"));
      expect(posting.superseded).toContain(`the head of change request ${number} is`);
      expect(await story.ownComments(number)).toEqual([]);
    });

    tell(
      "is rehearsed when it came from a fork, with a check that is not green, and binds no up",
      async (story) => {
        const { forge, reviewer } = story;
        const files = {
          "environments/dev/apps/more.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: more }\n",
        };
        const number = (await forge.openFromFork?.({ by: await forge.user("read"), files })) ?? 0;
        expect((await story.preview(number)).environments).toEqual(["dev"]);
        expect(await lastComment(story, number)).toContain("rehearsed, the cloud was not asked");
        const { commit } = (await forge.forge.changeRequests?.read(number))?.head ?? { commit: "" };
        expect(await story.statuses(commit)).toContainEqual(
          expect.objectContaining({ ...preview, description: expect.stringContaining("rehearsed: ") }),
        );
        expect(await story.statuses(commit)).not.toContainEqual(expect.objectContaining({ state: "success" }));
        await forge.review(number, reviewer, "approved");
        await forge.merge(number, "merge");
        expect(await story.up()).toMatchObject({ applied: [], refusal: { kind: "not-what-was-shown" } });
      },
      "openFromFork",
    );

    tell("says why an environment cannot be previewed, and is no success", async (story) => {
      const { forge, edit } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      await story.preview(number);
      await forge.commit({ branch: "topic", files: { "environments/dev/environment.yaml": "nonsense: [" } });
      await story.preview(number);
      expect(await story.ownComments(number)).toEqual([expect.stringContaining("unknown for 1 of 1")]);
      expect(await story.statuses(await forge.headOf("topic"))).toMatchObject([{ ...preview, state: "failure" }]);
    });

    tell("is not asked for when a commit was pushed past it", async (story) => {
      await story.edit("main", "dev", "b");
      expect(await story.up()).toMatchObject({ refusal: { kind: "not-reviewed", code: "no-change-request" } });
    });

    tell(
      "is not needed with a reason of one who may write, and of no one else",
      async (story) => {
        const { forge, edit, reviewer } = story;
        await edit("main", "dev", "b");
        const allowUnreviewed = "the site is down";
        const reader = await forge.user("read");
        expect(await story.up({ allowUnreviewed, by: reader })).toMatchObject({
          applied: [],
          refusal: { code: "no-permission" },
        });
        const { applied } = await story.up({ allowUnreviewed, by: reviewer });
        expect(applied).toContain("dev");
      },
      "adapterOf",
    );
  });
}

/** One that changes an environment, previewed and then approved. @returns its number */
async function approved(
  { forge, reviewer, edit, preview }: ForgeStory,
  branch: string,
  environment = "dev",
  value = "b",
): Promise<number> {
  await edit(branch, environment, value);
  const number = await forge.open({ head: branch });
  await preview(number);
  await forge.review(number, reviewer, "approved");
  return number;
}

async function lastComment(story: ForgeStory, number: number): Promise<string | undefined> {
  return (await story.ownComments(number)).at(-1);
}

const preview = { context: "groundwork/preview" };
