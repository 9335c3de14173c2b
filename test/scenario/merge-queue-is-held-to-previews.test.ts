import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PreviewPart } from "../../src/change/index.ts";
import { BaseNotOnBranch, MergeGroupNotShown, MergeGroupUnknown } from "../../src/flows/errors.ts";
import { type GithubWorld, githubWorld } from "../contract/forge/github-world.ts";
import { environmentFiles } from "../fakes/driver/driver-world.ts";
import type { FakeResources } from "../fakes/driver/fake-engine.ts";
import { type FakeGithub, fakeGithub } from "../fakes/github/index.ts";
import { type FlowsStory, flowsStory } from "./forge-harness/flows-story.ts";

const resource = (cidr: string) => ({ cidr });

/** Of dev, with values so far apart that Git merges changes of both. */
function declaration({ a = "first", b = "first" } = {}): Readonly<Record<string, string>> {
  const between = [1, 2, 3, 4, 5, 6].map((number) => `    between${number}: same\n`).join("");
  return environmentFiles("dev", `spec:\n  values:\n    a: ${a}\n${between}    b: ${b}\n`);
}

describe("a merge queue of GitHub that demands the check of the preview", () => {
  let github: FakeGithub;
  let world: GithubWorld;
  let story: FlowsStory;
  beforeAll(async () => {
    github = await fakeGithub();
  });
  beforeEach(async () => {
    world = await githubWorld(github, "actions");
    story = await flowsStory(world, world.addressOf(world.owner));
    await world.commit({ branch: "main", files: declaration() });
  });
  afterEach(() => story.end());
  afterAll(() => github.stop());

  const wants = (environment: string, wanted: FakeResources) => story.driver.engine.wanted.set(environment, wanted);
  /** A change request that was shown with these resources. @returns its number */
  async function shown(branch: string, files: Readonly<Record<string, string>>, wanted: FakeResources) {
    await world.commit({ branch, files });
    const number = await world.open({ head: branch });
    wants("dev", wanted);
    await story.preview(number);
    return number;
  }
  async function approved(branch: string, environment: string) {
    await story.edit(branch, environment, "b");
    const number = await world.open({ head: branch });
    await story.preview(number);
    await world.review(number, story.reviewer, "approved");
    return number;
  }
  const inDev = (changed: "a" | "b") => declaration({ [changed]: "changed" });
  const checkOf = async (commit: string) =>
    (await story.statuses(commit)).filter(({ context }) => context === "groundwork/preview");
  const report = async (commit: string) => await story.reportGroup(commit, [await story.part(commit)]);

  it.each(["merge", "squash"] as const)("sets it on the group's commit, which lands by %s", async (method) => {
    const number = await shown("topic", inDev("a"), { a: resource("10.0.0.0/16") });
    const [commit = ""] = await github.queueTogether(world.kept, [number], method);
    world.writesOfForge();
    const { posting } = await report(commit);
    expect(posting).toMatchObject({ changeRequest: { number }, problems: [] });
    expect(await checkOf(commit)).toMatchObject([{ state: "success" }]);
    expect(world.writesOfForge()).toBe(1);
  });

  it("takes together what the change requests of a group showed, each by itself", async () => {
    const one = await shown("one", inDev("a"), { a: resource("10.0.0.0/16") });
    const other = await shown("other", inDev("b"), { b: resource("10.1.0.0/16") });
    const [first = "", second = ""] = await github.queueTogether(world.kept, [one, other], "squash");
    wants("dev", { a: resource("10.0.0.0/16") });
    await report(first);
    wants("dev", { a: resource("10.0.0.0/16"), b: resource("10.1.0.0/16") });
    await report(second);
    expect(await checkOf(first)).toMatchObject([{ state: "success" }]);
    expect(await checkOf(second)).toMatchObject([{ state: "success" }]);
  });

  describe("lands what is ahead of a commit while that is tested", () => {
    const [a, b] = [resource("10.0.0.0/16"), resource("10.1.0.0/16")];
    let ahead: number;
    let commit: string;
    let part: PreviewPart;
    beforeEach(async () => {
      story.driver.engine.standing.set("dev", {});
      ahead = await shown("ahead", inDev("a"), { a });
      await world.review(ahead, story.reviewer, "approved");
      const behind = await shown("behind", inDev("b"), { b });
      [, commit = ""] = await github.queueTogether(world.kept, [ahead, behind], "squash");
      wants("dev", { a, b });
      part = await story.part(commit);
    });
    const land = () => github.landQueued(world.kept, ahead);

    it("and takes it together with what is left, before the job of the report begins", async () => {
      await land();
      await story.reportGroup(commit, [part]);
      expect(await checkOf(commit)).toMatchObject([{ state: "success" }]);
    });

    it("and while that job runs", async () => {
      await story.reportGroup(commit, [part], land);
      expect(await checkOf(commit)).toMatchObject([{ state: "success" }]);
    });

    it("and also where it is brought up already", async () => {
      await land();
      wants("dev", { a });
      expect(await story.up()).toMatchObject({ applied: ["dev"] });
      await story.reportGroup(commit, [part]);
      expect(await checkOf(commit)).toMatchObject([{ state: "success" }]);
    });

    it("and refuses what neither showed", async () => {
      wants("dev", { a, b, hidden: resource("0.0.0.0/0") });
      part = await story.part(commit);
      await land();
      await expect(story.reportGroup(commit, [part])).rejects.toMatchObject({
        data: { unshown: [expect.stringMatching(/^dev: create .*hidden: create was not shown$/)] },
      });
    });

    it("but compares with no commit that the branch never had", async () => {
      const elsewhere = await story.edit("elsewhere", "staging", "b");
      part = await story.part(commit, elsewhere);
      await land();
      await expect(story.reportGroup(commit, [part])).rejects.toBeInstanceOf(BaseNotOnBranch);
    });
  });

  it("fails it with the list of what none of them showed, on the newest change request too", async () => {
    const one = await shown("one", inDev("a"), { a: resource("10.0.0.0/16") });
    const other = await shown("other", inDev("b"), { b: resource("10.1.0.0/16") });
    const [, commit = ""] = await github.queueTogether(world.kept, [one, other], "merge");
    wants("dev", { a: resource("10.0.0.0/16"), b: resource("10.1.0.0/16"), hidden: resource("0.0.0.0/0") });
    world.writesOfForge();
    const refused = await report(commit).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(MergeGroupNotShown);
    expect((refused as MergeGroupNotShown).data).toMatchObject({
      numbers: [one, other],
      unshown: [expect.stringMatching(/^dev: create .*hidden: create was not shown$/)],
    });
    expect(await checkOf(commit)).toMatchObject([
      { state: "failure", description: expect.stringContaining(`the change requests ${one}, ${other}`) },
    ]);
    expect(world.writesOfForge()).toBe(2);
    const [preview = "", ...others] = await story.ownComments(other);
    expect(preview).not.toContain("hidden");
    expect(others).toEqual([expect.stringMatching(/hidden: create was not shown/)]);
    expect(others[0]).toContain("This is about that one commit");
    expect((await story.ownComments(one)).join()).not.toContain("hidden");
  });

  describe("refused a commit of a change request", () => {
    const a = resource("10.0.0.0/16");
    let number: number;
    beforeEach(async () => {
      number = await shown("topic", inDev("a"), { a });
      const [commit = ""] = await github.queueTogether(world.kept, [number], "squash");
      wants("dev", { a, hidden: resource("0.0.0.0/0") });
      await report(commit).catch(() => undefined);
    });
    const queueComments = async () =>
      (await story.ownComments(number)).filter((body) => body.startsWith("<!-- groundwork: merge-queue -->"));

    it("and takes the list back where a later commit of it passes", async () => {
      expect(await queueComments()).toEqual([expect.stringContaining("hidden: create was not shown")]);
      await world.commit({ branch: "main", files: { "docs/notes.md": "new\n" } });
      const [commit = ""] = await github.queueTogether(world.kept, [number], "squash");
      wants("dev", { a });
      world.writesOfForge();
      await report(commit);
      expect(world.writesOfForge()).toBe(2);
      const [now = "", ...others] = await queueComments();
      expect(others).toEqual([]);
      expect(now).toContain(`Merge queue: \`${commit.slice(0, 7)}\` does at most what was shown`);
      expect(now).not.toContain("hidden");
    });

    it("and takes it back where the change request is previewed anew", async () => {
      const head = await world.headOf("topic");
      await story.preview(number);
      expect(await queueComments()).toEqual([
        expect.stringContaining(`Merge queue: \`${head.slice(0, 7)}\` was previewed since`),
      ]);
    });

    it("and leaves it where the new preview is not shown", async () => {
      await story.preview(number, () => world.commit({ branch: "topic", files: { "docs/notes.md": "new\n" } }));
      expect((await queueComments()).join()).toContain("hidden");
    });

    it("and takes it back where the change request was merged past the queue", async () => {
      await world.review(number, story.reviewer, "approved");
      await world.merge(number, "squash");
      wants("dev", { a });
      const { commit } = await story.up();
      expect(await queueComments()).toEqual([
        expect.stringContaining(`Merge queue: \`${commit.slice(0, 7)}\` was merged since`),
      ]);
    });
  });

  it("writes no comment for a commit that passes where none was refused", async () => {
    const number = await shown("topic", inDev("a"), { a: resource("10.0.0.0/16") });
    const before = await story.ownComments(number);
    const [commit = ""] = await github.queueTogether(world.kept, [number], "merge");
    await report(commit);
    expect(await story.ownComments(number)).toEqual(before);
  });

  it("tells what GitHub does not take of a refusal, and refuses all the same", async () => {
    const number = await shown("topic", inDev("a"), { a: resource("10.0.0.0/16") });
    const [commit = ""] = await github.queueTogether(world.kept, [number], "merge");
    wants("dev", { hidden: resource("0.0.0.0/0") });
    world.kept.isArchived = true;
    const kind = { status: 403, text: '{"message":"no checks today"}', type: "application/json" };
    github.fail({ method: "POST", path: /\/check-runs/, kind, times: 1 });
    await expect(report(commit)).rejects.toBeInstanceOf(MergeGroupNotShown);
    expect(story.notPosted).toMatchObject([
      { code: "forge-refused", message: expect.stringContaining("archived") },
      { code: "forge-refused", message: expect.stringContaining("no checks today") },
    ]);
  });

  it("says in both places how much of a long list is left out", async () => {
    const number = await shown("topic", inDev("a"), { a: resource("10.0.0.0/16") });
    const [commit = ""] = await github.queueTogether(world.kept, [number], "merge");
    const hidden = Array.from({ length: 45 }, (_, index) => [`hidden${index}`, resource("0.0.0.0/0")] as const);
    wants("dev", { a: resource("10.0.0.0/16"), ...Object.fromEntries(hidden) });
    await expect(report(commit)).rejects.toThrow(/hidden39: create was not shown\n {2}and 5 more\n/);
    expect((await story.ownComments(number)).at(-1)).toMatch(/hidden39: create was not shown\s[^\n]*and 5 more/);
  });

  it("fails it for other values than were shown", async () => {
    const number = await shown("topic", inDev("a"), { a: resource("10.0.0.0/16") });
    const [commit = ""] = await github.queueTogether(world.kept, [number], "merge");
    wants("dev", { a: resource("0.0.0.0/0") });
    await expect(report(commit)).rejects.toThrow("other values for cidr");
  });

  it("counts what was merged before and is not brought up yet", async () => {
    const before = await shown("before", inDev("a"), { a: resource("10.0.0.0/16") });
    const number = await shown("topic", inDev("b"), { b: resource("10.1.0.0/16") });
    await world.merge(before, "squash");
    const [commit = ""] = await github.queueTogether(world.kept, [number], "squash");
    wants("dev", { a: resource("10.0.0.0/16"), b: resource("10.1.0.0/16") });
    await report(commit);
    expect(await checkOf(commit)).toMatchObject([{ state: "success" }]);
  });

  it("counts what was merged before and of which an up carried out a part", async () => {
    const both = { a: resource("10.0.0.0/16"), b: resource("10.1.0.0/16") };
    const before = await shown("before", inDev("a"), both);
    const number = await shown("topic", inDev("b"), { c: resource("10.2.0.0/16") });
    await world.review(before, story.reviewer, "approved");
    await world.merge(before, "squash");
    wants("dev", both);
    story.driver.engine.failing.add("dev");
    expect(await story.up()).toMatchObject({ applied: [] });
    expect(story.driver.engine.standing.get("dev")).toEqual({ a: both.a });
    const [commit = ""] = await github.queueTogether(world.kept, [number], "squash");
    wants("dev", { ...both, c: resource("10.2.0.0/16") });
    await report(commit);
    expect(await checkOf(commit)).toMatchObject([{ state: "success" }]);
  });

  it("does not count what was carried out, also where another environment still waits", async () => {
    const [a, b] = [resource("10.0.0.0/16"), resource("10.1.0.0/16")];
    const before = await shown("before", inDev("a"), { a });
    await world.review(before, story.reviewer, "approved");
    await world.merge(before, "squash");
    await story.up();
    const files = { ...inDev("b"), ...environmentFiles("staging", "spec: { values: { a: changed } }\n") };
    const number = await shown("topic", files, { a, b });
    const [commit = ""] = await github.queueTogether(world.kept, [number], "squash");
    wants("staging", { hidden: resource("0.0.0.0/0") });
    story.driver.engine.standing.set("dev", {});
    await expect(report(commit)).rejects.toMatchObject({
      data: {
        unshown: [
          expect.stringMatching(/^dev: create .*a: create was not shown$/),
          expect.stringMatching(/^staging: create .*hidden: create was not shown$/),
        ],
      },
    });
  });

  it("does not count what another change request showed that is not in the group", async () => {
    await shown("elsewhere", inDev("a"), { a: resource("10.0.0.0/16") });
    const number = await shown("topic", inDev("b"), { b: resource("10.1.0.0/16") });
    const [commit = ""] = await github.queueTogether(world.kept, [number], "squash");
    wants("dev", { a: resource("10.0.0.0/16"), b: resource("10.1.0.0/16") });
    await expect(report(commit)).rejects.toBeInstanceOf(MergeGroupNotShown);
  });

  it("says that there is no verdict where no job handed a part over, and where a preview failed", async () => {
    const number = await shown("topic", inDev("a"), { a: resource("10.0.0.0/16") });
    const [commit = ""] = await github.queueTogether(world.kept, [number], "merge");
    await story.reportGroup(commit, []);
    expect(await checkOf(commit)).toMatchObject([{ state: "error" }]);
    story.driver.engine.wanted.set("dev", new Error("no such region"));
    await report(commit);
    expect(await checkOf(commit)).toMatchObject([{ state: "error" }]);
  });

  it("succeeds for a group that touches no environment", async () => {
    const number = await shown("topic", { "docs/notes.md": "new\n" }, {});
    const [commit = ""] = await github.queueTogether(world.kept, [number], "merge");
    await story.reportGroup(commit, []);
    expect(await checkOf(commit)).toMatchObject([{ state: "success" }]);
  });

  it("says that it is unknown for a commit that the queue does not have", async () => {
    const commit = await story.edit("topic", "dev", "b");
    await expect(story.reportGroup(commit, [])).rejects.toBeInstanceOf(MergeGroupUnknown);
    expect(await checkOf(commit)).toMatchObject([{ state: "error" }]);
  });

  it("lands several with one push, and each is brought up by itself and as it was approved", async () => {
    const [one, other] = [await approved("one", "dev"), await approved("other", "staging")];
    const before = await world.headOf("main");
    const landed = await github.landTogether(world.kept, [one, other], "squash");
    expect(await story.landed(before)).toEqual(landed);
    const runs = [await story.up({ head: landed[0]! }), await story.up({ head: landed[1]! })];
    expect(runs.map(({ applied }) => applied)).toEqual([["dev"], ["staging"]]);
  });

  it("records nothing, so that up is held to the change request alone", async () => {
    const number = await shown("topic", inDev("a"), { a: resource("10.0.0.0/16") });
    const before = story.driver.history.records.length;
    const [commit = ""] = await github.queueTogether(world.kept, [number], "merge");
    await report(commit);
    expect(story.driver.history.records).toHaveLength(before);
  });
});
