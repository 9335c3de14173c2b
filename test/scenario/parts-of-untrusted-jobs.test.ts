import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ChangePreview, isPlanned, type PreviewPart, previewKind } from "../../src/change/index.ts";
import { localWorld } from "../contract/forge/local-world.ts";
import { type FlowsStory, flowsStory } from "./forge-harness/flows-story.ts";

/** A part as a change's own code may have written it, with a hash that fits. */
function forged(part: PreviewPart, edit: (preview: ChangePreview) => unknown): PreviewPart {
  const preview = structuredClone(part.preview);
  edit(preview);
  return { ...part, preview };
}

/** What stands in the first planned layer. */
function planOf({ environments }: ChangePreview) {
  const layer = environments.flatMap(({ layers }) => layers).find(isPlanned);
  if (!layer) throw new Error("nothing is planned");
  return layer as { -readonly [key in keyof typeof layer]: (typeof layer)[key] };
}

describe("a change whose jobs run its own code, and hand their parts to a job that does not", () => {
  let story: FlowsStory;
  let number: number;
  beforeEach(async () => {
    const world = await localWorld();
    story = await flowsStory(world, path.join(path.dirname(world.folder), "platform.git"));
    await story.edit("topic", "dev", "b");
    number = await story.forge.open({ head: "topic" });
  });
  afterEach(() => story.end());

  const checkOf = async () => {
    const statuses = await story.forge.forge.statuses?.statusesOf(await story.forge.headOf("topic"));
    return statuses?.find(({ context }) => context === "groundwork/preview");
  };

  it("is shown, recorded, and brought up as it was shown", async () => {
    const { forge, reviewer, part, report, up } = story;
    const { preview, posting } = await report(number, "topic", [await part("topic")]);
    expect(posting.problems).toEqual([]);
    expect(preview.unrecorded).toBeUndefined();
    expect(preview.target).toMatchObject({ name: "main" });
    expect(await checkOf()).toMatchObject({ state: "success" });
    await forge.review(number, reviewer, "approved");
    await forge.merge(number, "squash");
    expect((await up()).applied).toEqual(["dev"]);
  });

  it("is unknown where no job handed a part over, and nothing is brought up", async () => {
    const { forge, reviewer, report, up } = story;
    const { preview } = await report(number, "topic", []);
    expect(preview.environments.map((each) => [each.affected.name, previewKind(each)])).toEqual([["dev", "unknown"]]);
    expect(await checkOf()).toMatchObject({ state: "error" });
    await forge.review(number, reviewer, "approved");
    await forge.merge(number, "merge");
    expect((await up()).refusal).toMatchObject({ kind: "not-what-was-shown" });
  });

  it.each([
    [
      "a step that binds and is not shown",
      "the digest is not that of the steps",
      (preview: ChangePreview) => {
        const plan = planOf(preview);
        plan.steps = [...plan.steps, { urn: "urn:pulumi:dev::x::y::z", op: "delete", paths: {} }];
      },
    ],
    [
      "numbers that are smaller",
      "the numbers are not those of the plan",
      (preview: ChangePreview) => {
        const plan = planOf(preview);
        plan.counts = { ...plan.counts, create: 0, update: 0 };
      },
    ],
    [
      "no plan",
      "the engine's plan is missing",
      (preview: ChangePreview) => {
        delete planOf(preview).plan;
      },
    ],
  ])("is refused, and told so, with %s", async (_, because, edit) => {
    const part = forged(await story.part("topic"), edit);
    await expect(story.report(number, "topic", [part])).rejects.toMatchObject({ code: "part-not-believed" });
    expect(await checkOf()).toMatchObject({ state: "error", description: expect.stringContaining("cannot be true") });
    expect((await story.ownComments(number)).at(-1)).toContain(because);
    expect((await story.driver.ports.history.list()).records).toEqual([]);
  });

  it("is refused with an environment that it does not touch", async () => {
    await story.edit("other", "staging", "c");
    const [own, other] = [await story.part("topic"), await story.part("other")];
    const part = forged(own, (preview) => Object.assign(preview, { environments: other.preview.environments }));
    await expect(story.report(number, "topic", [part])).rejects.toMatchObject({
      code: "part-not-believed",
      data: { environment: "staging" },
    });
  });

  it("is refused when it is compared with a commit of its own, which would hide what it does", async () => {
    const first = await story.forge.headOf("topic");
    await story.edit("topic", "staging", "c");
    await expect(story.report(number, "topic", [await story.part("topic", first)])).rejects.toMatchObject({
      code: "base-not-on-branch",
      data: { base: first, branch: "main" },
    });
  });

  it("may be compared with what the branch was when the jobs began", async () => {
    const part = await story.part("topic");
    await story.forge.commit({ branch: "main", files: { "README.md": "Another merge.\n" } });
    const { preview } = await story.report(number, "topic", [part]);
    expect(preview.environments.map((each) => each.affected.name)).toEqual(["dev"]);
    expect(await checkOf()).toMatchObject({ state: "success" });
  });

  it("is not shown again for another change: what a plan was made of is the word of its job", async () => {
    await story.report(number, "topic", [await story.part("topic")]);
    const { records } = await story.driver.ports.history.list();
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).not.toMatch(/inputsDigest|repeatable/);
  });

  it("does not get reasons from its parts", async () => {
    const part = forged(await story.part("topic"), (preview) => {
      for (const { affected } of preview.environments) Object.assign(affected, { reasons: [] });
    });
    const { preview } = await story.report(number, "topic", [part]);
    expect(preview.environments[0]?.affected.reasons).not.toEqual([]);
  });
});
