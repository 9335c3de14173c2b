import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ChangePreview,
  digestOf,
  isPlanned,
  type Layer,
  noChanges,
  type PreviewPart,
  previewKind,
  shownSteps,
} from "../../src/change/index.ts";
import { localWorld } from "../contract/forge/local-world.ts";
import { type FlowsStory, flowsStory } from "./forge-harness/flows-story.ts";

/** A part as a change's own code may have written it, with a hash that fits. */
function forged(part: PreviewPart, edit: (preview: ChangePreview) => unknown): PreviewPart {
  const preview = structuredClone(part.preview);
  edit(preview);
  return { ...part, preview };
}

/** What stands in a planned layer. */
function planOf({ environments }: ChangePreview, of: Layer = "infrastructure") {
  const layer = environments
    .flatMap(({ layers }) => layers)
    .filter(isPlanned)
    .find((each) => each.layer === of);
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
    [
      "manifests in a layer that an engine carries out, in place of its steps",
      "there are manifests",
      (preview: ChangePreview) => {
        const [plan, { manifests }] = [planOf(preview), planOf(preview, "cluster")];
        if (!manifests) throw new Error("the cluster has no manifests");
        const steps = [...plan.steps, { urn: "urn:pulumi:dev::x::y::z", op: "delete" as const, paths: {} }];
        Object.assign(plan, { steps, manifests, planDigest: digestOf([], manifests) });
      },
    ],
    [
      "an engine's plan beside manifests",
      "there is an engine's plan",
      (preview: ChangePreview) => {
        Object.assign(planOf(preview, "cluster"), { plan: planOf(preview).plan });
      },
    ],
    [
      "a step twice, of which only the first is shown",
      "one step is there twice",
      (preview: ChangePreview) => {
        const plan = planOf(preview);
        const [first] = plan.plan?.steps ?? [];
        if (!plan.plan || !first) throw new Error("nothing is planned");
        const steps = [...plan.plan.steps, { ...first, newInputs: { cidr: "0.0.0.0/0" } }];
        const shown = [...plan.steps, ...shownSteps({ steps: steps.slice(-1) })];
        Object.assign(plan, { plan: { ...plan.plan, steps }, steps: shown, planDigest: digestOf(shown) });
      },
    ],
    [
      "a layer twice",
      "the layer infrastructure is there twice",
      (preview: ChangePreview) => {
        const [environment] = preview.environments;
        Object.assign(environment ?? {}, { layers: [planOf(preview), ...(environment?.layers ?? [])] });
      },
    ],
    [
      "no layers, which would be nothing to do",
      "which is not there",
      (preview: ChangePreview) => {
        Object.assign(preview.environments[0] ?? {}, { layers: [] });
      },
    ],
    [
      "a layer that nothing compares",
      "nothing compares the layer",
      (preview: ChangePreview) => {
        const machines = { ...planOf(preview), layer: "machines" };
        Object.assign(preview.environments[0] ?? {}, {
          layers: [...(preview.environments[0]?.layers ?? []), machines],
        });
      },
    ],
    [
      "the manifests of another commit",
      "are not those of the change",
      (preview: ChangePreview) => {
        const plan = planOf(preview, "cluster");
        const manifests = plan.manifests && { ...plan.manifests, files: {} };
        Object.assign(plan, { manifests, planDigest: digestOf([], manifests) });
      },
    ],
  ])("is refused, and told so, with %s", async (_, because, edit) => {
    const part = forged(await story.part("topic"), edit);
    await expect(story.report(number, "topic", [part])).rejects.toMatchObject({ code: "part-not-believed" });
    expect(await checkOf()).toMatchObject({ state: "error", description: expect.stringContaining("cannot be true") });
    expect((await story.ownComments(number)).at(-1)).toContain(because);
    expect((await story.driver.ports.history.list()).records).toEqual([]);
  });

  it.each([
    ["shows none of its changed manifests", "is not shown", { kind: "unchanged", steps: [], counts: noChanges }],
    [
      "shows that a manifest goes that is changed",
      "is not what the change does",
      { kind: "planned", steps: [{ urn: "environments/dev/apps/web.yaml", op: "delete", paths: {} }] },
    ],
  ])("is refused when its part %s", async (_, because, said) => {
    const file = "environments/dev/apps/web.yaml";
    await story.forge.commit({ branch: "topic", files: { [file]: "kind: ConfigMap\nmetadata: { name: evil }\n" } });
    story.driver.engine.standing.set("dev", {});
    const part = await story.part("topic");
    expect(planOf(part.preview, "cluster").steps[0]).toMatchObject({ urn: file, op: "update" });
    const edited = forged(part, (preview) => Object.assign(planOf(preview, "cluster"), said));
    await expect(story.report(number, "topic", [edited])).rejects.toMatchObject({
      code: "part-not-believed",
      data: { because: expect.stringContaining(because) },
    });
    expect((await story.report(number, "topic", [part])).preview.unrecorded).toBeUndefined();
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

  it("is refused when it is compared with the branch of before it began, whose files it may bring back", async () => {
    const before = await story.forge.headOf("main");
    await story.edit("main", "staging", "c");
    await story.edit("late", "staging", "d");
    const old = await story.part("late", before);
    const late = await story.forge.open({ head: "late" });
    await expect(story.report(late, "late", [old])).rejects.toMatchObject({
      code: "base-not-on-branch",
      data: { base: before, branch: "main" },
    });
  });

  it("may be compared with what the branch was when the jobs began", async () => {
    const part = await story.part("topic");
    await story.forge.commit({ branch: "main", files: { "README.md": "Another merge.\n" } });
    const { preview } = await story.report(number, "topic", [part]);
    expect(preview.environments.map((each) => each.affected.name)).toEqual(["dev"]);
    expect(await checkOf()).toMatchObject({ state: "success" });
  });

  describe("and whose environment was brought up after the jobs looked at it", () => {
    const file = (name: string) => `environments/dev/apps/${name}.yaml`;
    let old: PreviewPart;
    beforeEach(async () => {
      const { forge, edit, part, reviewer, preview, up } = story;
      await forge.commit({ branch: "main", files: { [file("old")]: "kind: ConfigMap\nmetadata: { name: old }\n" } });
      await forge.commit({ branch: "removal", files: { [file("old")]: undefined } });
      number = await forge.open({ head: "removal" });
      old = await part("removal");
      await edit("first", "dev", "first");
      const first = await forge.open({ head: "first" });
      await preview(first);
      await forge.review(first, reviewer, "approved");
      await forge.merge(first, "squash");
      expectUp(await up());
    });
    const expectUp = ({ applied }: { readonly applied: readonly string[] }) => {
      if (applied.join() !== "dev") throw new Error("dev was not brought up");
    };

    it("is unknown there, and says which run it was and what to do", async () => {
      const { preview } = await story.report(number, "removal", [old]);
      expect(preview.environments.map((each) => [each.affected.name, previewKind(each)])).toEqual([["dev", "unknown"]]);
      const comment = (await story.ownComments(number)).at(-1);
      expect(comment).toMatch(/removal\.json looked at the layer cluster at .*, and up of [0-9a-f]{7} changed dev at/);
      expect(comment).toContain("Run the job again that made the part");
    });

    it("is known again with the part of a job that ran since", async () => {
      const { preview } = await story.report(number, "removal", [await story.part("removal")]);
      expect(preview.environments.map(previewKind)).toEqual(["planned"]);
    });
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
