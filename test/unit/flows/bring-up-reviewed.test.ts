import { describe, expect, it } from "vitest";
import { noChanges, runKind } from "../../../src/change/index.ts";
import { bringUpReviewed, broughtUpBefore, previewChange, previewChangeRequest } from "../../../src/flows/index.ts";
import { previewWriter, runWriter } from "../../fakes/driver/comment-writers.ts";
import { changedFiles, DriverWorld } from "../../fakes/driver/driver-world.ts";
import { ada, bob, MemoryForge } from "../../fakes/driver/memory-forge.ts";

/** Change request 1 edits dev or other files, was previewed, and was approved by bob. */
async function approved(files = changedFiles("dev", "b")) {
  const world = new DriverWorld();
  const base = await world.git.resolve("HEAD");
  const host = new MemoryForge();
  const topic = world.git.make(files, { onto: base, branch: "topic" });
  host.open(1, topic, { base: { branch: "main", commit: base } });
  const preview = (number = 1) =>
    previewChangeRequest(
      {
        environments: [],
        refresh: false,
        number,
        write: previewWriter,
        onNotPosted: () => {},
      },
      world.ports,
      host.forge,
    );
  await preview();
  const review = (some: object = {}) =>
    host.reviews.set(1, [
      { reviewer: bob, verdict: "approved", commit: topic, at: "2026-01-01T00:00:00Z", isOfficial: true, ...some },
    ]);
  review();
  const merge = (commit: string, number = 1) => {
    const at = new Date(world.now).toISOString();
    host.change(number, { state: "merged", merge: { commit, at, by: ada } });
    host.branchHeads.set("refs/heads/main", commit);
    return commit;
  };
  const up = (some: object = {}) =>
    bringUpReviewed(
      {
        environments: [],
        refresh: false,
        branch: "main",
        requiredApprovals: 1,
        confirm: async () => true,
        write: runWriter,
        onNotPosted: () => {},
        ...some,
      },
      world.ports,
      host.forge,
    );
  const ups = () => world.engine.calls.filter((call) => call.startsWith("up"));
  return { world, host, base, topic, preview, review, merge, up, ups };
}

describe("up with a forge", () => {
  it("refuses a rebased change whose first commit touches what a newer merge has brought up", async () => {
    const { world, host, base, preview, review, merge, up, ups } = await approved();
    const topic = world.git.make({ "environments/staging/apps/size.txt": "1" }, { branch: "topic" });
    host.change(1, { head: { branch: "topic", commit: topic } });
    await preview();
    review({ commit: topic });
    const first = world.git.make(changedFiles("dev", "b"), { onto: base });
    const older = world.git.make({ "environments/staging/apps/size.txt": "1" }, { onto: first });
    const newer = world.git.make(changedFiles("dev", "c"), { onto: older });
    merge(newer);
    await up({ head: newer, allowUnreviewed: "the site is down", environments: ["dev"] });
    const before = ups().length;
    host.change(1, { merge: { commit: older, at: new Date(world.now).toISOString(), by: ada } });
    const { run } = await up({ head: older });
    expect(run.refusal).toMatchObject({
      code: "older-than-what-stands",
      because: expect.stringContaining("dev stands"),
    });
    expect(ups()).toHaveLength(before);
  });

  it("refuses a rebased change that was not shown, whose last commit touches no environment", async () => {
    const { world, host, base, review, merge, up, ups } = await approved();
    const topic = world.git.make({ "README.md": "A page" }, { branch: "topic" });
    host.change(1, { head: { branch: "topic", commit: topic } });
    review({ commit: topic });
    const first = world.git.make(changedFiles("dev", "b"), { onto: base });
    host.landedBefore.set(1, [first]);
    merge(world.git.make({ "README.md": "A page" }, { onto: first }));
    expect((await up()).run.refusal).toMatchObject({ kind: "not-what-was-shown", unshown: [{ environment: "dev" }] });
    expect(ups()).toEqual([]);
  });

  it("brings up what the first commit of a rebased change touches", async () => {
    const { world, host, base, preview, review, merge, up } = await approved();
    const topic = world.git.make({ "README.md": "A page" }, { branch: "topic" });
    host.change(1, { head: { branch: "topic", commit: topic } });
    await preview();
    review({ commit: topic });
    const first = world.git.make(changedFiles("dev", "b"), { onto: base });
    host.landedBefore.set(1, [first]);
    const last = merge(world.git.make({ "README.md": "A page" }, { onto: first }));
    const { run } = await up();
    expect(run.refusal).toBeUndefined();
    expect(run.environments.map((each) => [each.affected.name, runKind(each)])).toEqual([["dev", "applied"]]);
    expect(run.affected.range).toEqual({ base, head: last });
  });

  it("takes a rebased change for undone that another commit of it touches, when its push is run again", async () => {
    const { world, host, base, merge } = await approved();
    const first = world.git.make(changedFiles("dev", "b"), { onto: base });
    host.landedBefore.set(1, [first]);
    const commit = merge(world.git.make(changedFiles("staging", "b"), { onto: first }));
    world.history.records.length = 0;
    const layers = [
      { layer: "infrastructure", kind: "applied", at: "2026-01-01T00:00:00Z", steps: [], counts: noChanges },
    ] as const;
    const environments = [{ environment: "staging", result: "succeeded", layers, milliseconds: 1 }] as const;
    const at = "2026-01-01T00:00:00Z";
    await world.history.record({
      version: 3,
      kind: "up",
      id: "up",
      at,
      commit,
      by: "Ada",
      verdict: "applied",
      environments,
    });
    const landed = { commit, branch: "main", environments: [] };
    expect(await broughtUpBefore(landed, host.forge, world.ports)).toBeUndefined();
    host.landedBefore.clear();
    expect(await broughtUpBefore(landed, host.forge, world.ports)).toEqual({ kind: "whole", at });
  });

  it("shows no deployment of a run with more environments than the forge takes", async () => {
    const { world, host, topic, merge, up } = await approved();
    merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    host.mostDeployments = 0;
    expect((await up()).run.refusal).toBeUndefined();
    expect(host.deployments).toEqual([]);
  });

  it("shows the deployments of all environments of a run with as many as the forge takes", async () => {
    const both = { ...changedFiles("dev", "b"), ...changedFiles("staging", "b") };
    const { world, host, topic, merge, up } = await approved(both);
    const commit = merge(world.git.make(both, { and: [topic] }));
    host.mostDeployments = 2;
    expect((await up()).run.refusal).toBeUndefined();
    expect(host.deployments.toSorted()).toEqual([`dev ${commit} success`, `staging ${commit} success`]);
  });

  it.each([
    ["a merge commit", (topic: string) => ({ and: [topic] })],
    ["a squashed commit", () => ({})],
  ])("brings up %s that was shown and approved, and nothing else", async (_, how) => {
    const { world, host, topic, merge, up } = await approved();
    const commit = merge(world.git.make(changedFiles("dev", "b"), how(topic)));
    const { run, binding, posting } = await up();
    expect(run.refusal).toBeUndefined();
    expect(run.environments.map((each) => [each.affected.name, runKind(each)])).toEqual([["dev", "applied"]]);
    expect(binding).toMatchObject({ changeRequest: { number: 1 }, approvedBy: ["bob"], fewer: 0 });
    expect(host.comments.get("1 up")).toContain("Held to the preview of change request 1, approved by bob");
    expect(posting.problems).toEqual([]);
    expect(host.statuses.slice(-2)).toEqual([
      `${commit} groundwork/up pending: running`,
      `${commit} groundwork/up success: done`,
    ]);
    expect(host.deployments).toEqual([`dev ${commit} success`]);
    expect(world.history.records[0]).toMatchObject({
      kind: "up",
      changeRequest: { number: 1 },
      approvals: [{ name: "bob", commit: topic }],
    });
  });

  it("brings up a branch that was fast-forwarded", async () => {
    const { world, topic, merge, up } = await approved();
    world.git.make(changedFiles("dev", "b"), { onto: topic, branch: "main" });
    merge(topic);
    const { run } = await up({ head: topic });
    expect(run.refusal).toBeUndefined();
    expect(run.environments.map(({ affected }) => affected.name)).toEqual(["dev"]);
  });

  it("takes no plan that was shown after the approval, since the approver has not seen it", async () => {
    const { world, topic, preview, review, merge, up, ups } = await approved();
    world.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, door: { open: true } });
    world.plans.kept.clear();
    world.now += 3_600_000;
    await preview();
    merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    const { run } = await up();
    expect(run.refusal).toMatchObject({ kind: "not-what-was-shown" });
    expect(ups()).toEqual([]);
    review({ at: new Date(world.now + 60_000).toISOString() });
    expect((await up()).run.refusal).toBeUndefined();
  });

  it("takes no plan that another change request with the same head has shown", async () => {
    const { world, host, base, topic, preview, review, merge, up } = await approved();
    world.history.records.length = 0;
    host.open(2, topic, { base: { branch: "main", commit: base } });
    await preview(2);
    review({ at: new Date(world.now + 60_000).toISOString() });
    merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    expect((await up()).run.refusal).toMatchObject({ kind: "not-what-was-shown" });
  });

  it("takes no plan that was recorded for no change request, since only its author has seen it", async () => {
    const { world, host, base, topic, review, merge, up, ups } = await approved();
    world.history.records.length = 0;
    await previewChange({ environments: [], refresh: false, base, head: topic }, world.ports);
    host.isDown = true;
    const request = {
      environments: [],
      refresh: false,
      number: 1,
      base,
      head: topic,
      write: previewWriter,
      onNotPosted: () => {},
    };
    await previewChangeRequest(request, world.ports, host.forge);
    host.isDown = false;
    // Of a change that the forge cannot tell about, the preview is a rehearsal and not recorded.
    expect(world.history.records.map(({ kind }) => kind)).toEqual(["preview"]);
    review({ at: new Date(world.now + 60_000).toISOString() });
    merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    expect((await up()).run.refusal).toMatchObject({ kind: "not-what-was-shown" });
    expect(ups()).toEqual([]);
  });

  it("refuses before the first operation what was not shown, with the exact list", async () => {
    const { world, host, topic, merge, up, ups } = await approved();
    const commit = merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    world.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, door: { open: true } });
    const { run } = await up();
    expect(run.refusal).toMatchObject({
      kind: "not-what-was-shown",
      shownBy: "the preview of change request 1",
      unshown: [{ environment: "dev", steps: [{ because: "create was not shown" }] }],
    });
    expect(ups()).toEqual([]);
    expect(host.comments.get("1 up")).toContain("door");
    expect(host.statuses.at(-1)).toBe(`${commit} groundwork/up failure: refused`);
  });

  it("does less than was shown, and says so", async () => {
    const { world, topic, merge, up } = await approved();
    world.engine.standing.set("dev", { main: { cidr: "10.0.0.0/16" } });
    merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    const { run, binding } = await up();
    expect(run.refusal).toBeUndefined();
    expect(binding?.fewer).toBe(1);
  });

  it("refuses a change that another one, which was merged in between, has made a different one", async () => {
    const { world, host, topic, merge, up, ups } = await approved();
    const second = world.git.make(changedFiles("staging", "c"), {
      branch: "second",
      onto: await world.git.resolve("HEAD"),
    });
    host.open(2, second);
    const between = world.git.make(changedFiles("staging", "c"), { and: [second] });
    host.change(2, { state: "merged", merge: { commit: between, at: new Date(world.now).toISOString() } });
    world.engine.wanted.set("dev", { main: { cidr: "10.9.0.0/16" } });
    merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    expect((await up()).run.refusal).toMatchObject({
      kind: "not-what-was-shown",
      unshown: [{ environment: "dev", steps: [{ because: "other values for cidr" }] }],
    });
    expect(ups()).toEqual([]);
  });

  it("is not kept from its own environments by those that an earlier merge left undone", async () => {
    const { world, topic, merge, up } = await approved();
    world.git.make(changedFiles("staging", "c"));
    merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    const { run } = await up();
    expect(run.refusal).toBeUndefined();
    expect(run.environments.map(({ affected }) => affected.name)).toEqual(["dev"]);
  });

  it("refuses a change request that was never previewed, and one that was previewed after its merge only", async () => {
    const { world, host, merge, up, preview, topic } = await approved();
    world.history.records.length = 0;
    const commit = merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    expect((await up()).run.refusal?.kind).toBe("not-what-was-shown");
    host.change(1, { merge: { commit, at: new Date(world.now - 3_600_000).toISOString() } });
    await preview();
    expect((await up()).run.refusal?.kind).toBe("not-what-was-shown");
  });

  it("does not count an approval of an older commit", async () => {
    const { world, base, review, merge, up, ups, topic } = await approved();
    review({ commit: base });
    merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    expect((await up()).run.refusal).toMatchObject({ kind: "not-reviewed", code: "not-approved" });
    expect(ups()).toEqual([]);
  });

  it("refuses a head that is not merged, and a merge that is older than what stands", async () => {
    const { world, topic, merge, up } = await approved();
    expect((await up({ head: topic })).run.refusal).toMatchObject({ code: "not-on-branch" });
    const first = merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    const later = world.git.make(changedFiles("dev", "c"));
    await up({ allowUnreviewed: "the network is down" });
    expect(await world.git.resolve("HEAD")).toBe(later);
    expect((await up({ head: first })).run.refusal).toMatchObject({ code: "older-than-what-stands" });
  });

  it("starts nothing while the forge does not say what was approved", async () => {
    const { world, host, topic, merge, up, ups } = await approved();
    merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    host.isDown = true;
    await expect(up()).rejects.toThrow("connection refused");
    expect(ups()).toEqual([]);
  });

  it("runs without a review when a reason is given by one who may write, and records the reason", async () => {
    const { world, host, up } = await approved();
    world.git.make(changedFiles("dev", "z"));
    expect((await up()).run.refusal).toMatchObject({ kind: "not-reviewed" });
    const { run, binding } = await up({ allowUnreviewed: "the shop is down" });
    expect(run.refusal).toBeUndefined();
    expect(binding?.unreviewed).toEqual({ reason: "the shop is down", by: "bot", isAllowed: true });
    expect(world.history.records[0]).toMatchObject({ kind: "up", unreviewed: "the shop is down" });
    host.permission = "read";
    expect((await up({ allowUnreviewed: "again" })).run.refusal).toMatchObject({ code: "no-permission" });
  });

  it("shows on the change request why it was refused", async () => {
    const { world, host, review, merge, up, topic } = await approved();
    review({ reviewer: ada });
    const commit = merge(world.git.make(changedFiles("dev", "b"), { and: [topic] }));
    await up();
    expect(host.comments.get("1 up")).toContain("ada made the change");
    expect(host.statuses.at(-1)).toBe(`${commit} groundwork/up failure: refused`);
  });
});
