import { describe, expect, it } from "vitest";
import {
  bringUpQueue,
  bringUpReviewed,
  destroyEnvironments,
  everywhere,
  previewChangeRequest,
  reachOf,
  readWaiting,
} from "../../../src/flows/index.ts";
import { previewWriter, runWriter } from "../../fakes/driver/comment-writers.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { changedFiles, DriverWorld } from "../../fakes/driver/driver-world.ts";
import { ada, bob, MemoryForge } from "../../fakes/driver/memory-forge.ts";

const promotion = (refs: string) => `apiVersion: groundwork.dev/v1\nkind: Promotion\nspec:\n  refs:\n${refs}`;
const devFromDevelop = promotion(
  "    - { environments: [dev], branches: [develop] }\n    - { environments: [staging], branches: [main, release/*] }\n",
);
const both = { ...changedFiles("dev", "b"), ...changedFiles("staging", "b") };

/** Everything stands, and the protected branch says that dev is reached from develop, staging from main and releases. */
async function standing(file = devFromDevelop) {
  const world = new DriverWorld();
  await groundwork(world, "up", "--yes");
  const start = world.git.make({ "environments/promotion.yaml": file });
  world.git.make({}, { branch: "develop", onto: start });
  const host = new MemoryForge();
  const applied = () => world.engine.calls.flatMap((call) => /^up (\S+)/.exec(call)?.[1] ?? []);
  const before = applied().length;
  return { world, host, start, applied: () => applied().slice(before) };
}

/** Change request 1 into a branch edits both environments, was previewed and approved, and is merged. */
async function merged(into: string, file?: string, more: Readonly<Record<string, string>> = {}) {
  const stage = await standing(file);
  const edits = { ...both, ...more };
  const { world, host } = stage;
  const base = await world.git.resolve(into);
  const topic = world.git.make(edits, { onto: base, branch: "topic" });
  host.open(1, topic, { base: { branch: into, commit: base } });
  const { preview } = await previewChangeRequest(
    { environments: [], refresh: false, number: 1, branch: into, write: previewWriter, onNotPosted: () => {} },
    world.ports,
    host.forge,
  );
  host.reviews.set(1, [
    { reviewer: bob, verdict: "approved", commit: topic, at: "2026-01-01T00:00:00Z", isOfficial: true },
  ]);
  const merge = world.git.make(edits, { onto: base, branch: into });
  host.change(1, { state: "merged", merge: { commit: merge, at: new Date(world.now).toISOString(), by: ada } });
  host.branchHeads.set(`refs/heads/${into}`, merge);
  const up = (branch = into) =>
    bringUpReviewed(
      {
        environments: [],
        refresh: false,
        head: merge,
        branch,
        requiredApprovals: 1,
        confirm: async () => true,
        write: runWriter,
        onNotPosted: () => {},
      },
      world.ports,
      host.forge,
    );
  const queue = async () => {
    await bringUpQueue(
      {
        branch: into,
        refresh: false,
        requiredApprovals: 1,
        confirm: async () => true,
        write: runWriter,
        onNotPosted: () => {},
        onRun: async () => {},
      },
      world.ports,
      host.forge,
    );
  };
  return { ...stage, preview, merge, up, queue };
}

const devByTags = promotion("    - { environments: [dev], tags: [v*] }\n");
const devFromMain = { "environments/promotion.yaml": promotion("    - { environments: [dev], branches: [main] }\n") };

const names = (environments: readonly { readonly affected: { readonly name: string } }[]) =>
  environments.map(({ affected: { name } }) => name);

describe("a change request into a branch that reaches certain environments", () => {
  it.each([
    ["develop", "dev", { name: "staging", branches: ["main", "release/*"] }],
    ["main", "staging", { name: "dev", branches: ["develop"] }],
  ])("is previewed and brought up in those of %s alone, and the others are named", async (into, reached, other) => {
    const { preview, up, applied } = await merged(into);
    expect(names(preview.environments)).toEqual([reached]);
    expect(preview.affected.notReached).toEqual([other]);
    const { run } = await up();
    expect(run.refusal).toBeUndefined();
    expect(names(run.environments)).toEqual([reached]);
    expect(applied()).toEqual([reached]);
  });

  it("reaches what the file of the protected branch says, and not what its own branch says", async () => {
    const { world, host, start } = await standing();
    const own = world.git.make(
      { "environments/promotion.yaml": promotion("    - { environments: [staging], branches: [develop] }\n") },
      { onto: start, branch: "develop" },
    );
    const topic = world.git.make(both, { onto: own, branch: "topic" });
    host.open(1, topic, { base: { branch: "develop", commit: own } });
    const { preview } = await previewChangeRequest(
      { environments: [], refresh: false, number: 1, branch: "develop", write: previewWriter, onNotPosted: () => {} },
      world.ports,
      host.forge,
    );
    expect(names(preview.environments)).toEqual(["dev"]);
  });

  it("is refused while the file of the protected branch cannot be read, unless it may mend that", async () => {
    const { world, host, start } = await standing();
    const wrong = world.git.make({ "environments/promotion.yaml": "spec: [" }, { branch: "main" });
    const preview = async (number: number, into: string, onto: string) => {
      const files = { ...both, "environments/promotion.yaml": devFromDevelop };
      const topic = world.git.make(files, { onto, branch: `topic-${number}` });
      host.open(number, topic, { base: { branch: into, commit: onto } });
      const given = { environments: [], refresh: false, number, branch: into, write: previewWriter };
      return await previewChangeRequest({ ...given, onNotPosted: () => {} }, world.ports, host.forge);
    };
    await expect(preview(1, "develop", start)).rejects.toMatchObject({ code: "invalid-promotion" });
    const mending = await preview(2, "main", wrong);
    expect(names(mending.preview.environments)).toEqual(["dev", "staging"]);
  });

  it("reaches what the forge's main line says where the clone has one branch alone, and nothing where that is not told", async () => {
    const { world } = await standing();
    const [own, main] = [await world.git.resolve("develop"), await world.git.resolve("main")];
    const opening = world.git.make(
      { "environments/promotion.yaml": promotion("    - { environments: [other-*], branches: [main] }\n") },
      { onto: own, branch: "develop" },
    );
    const clone = {
      checkout: { bare: false, shallow: false, branch: "develop" },
      treeOf: (commit: string) => world.git.treeOf(commit),
      resolve: async (revision: string) => {
        if (revision === "develop") return opening;
        throw new Error(`no ${revision}`);
      },
    };
    const branches = (heads: Readonly<Record<string, string>>) => ({
      read: async (reference: string) => heads[reference],
      compareAndSwap: async () => false,
    });
    const beyond = async (heads: Readonly<Record<string, string>>) =>
      await reachOf({ as: "commits", branch: "develop" }, clone, branches(heads)).beyond(["staging"]);
    expect(await beyond({ "refs/heads/main": main })).toEqual([{ name: "staging", branches: ["main", "release/*"] }]);
    expect(await beyond({ "refs/heads/master": main })).toHaveLength(1);
    expect(await beyond({})).toEqual([]);
    await expect(beyond({ "refs/heads/main": "c".repeat(40) })).rejects.toMatchObject({ code: "missing-object" });
  });

  it("reaches what no branch reaches alone where the checkout is on none, and says so of the others", async () => {
    const { world } = await standing();
    const detached = reachOf({ as: "commits", branch: undefined }, world.git);
    expect(await detached.beyond(["dev", "elsewhere"])).toEqual([{ name: "dev", branches: ["develop"] }]);
    expect(await everywhere.beyond(["dev"])).toEqual([]);
  });
});

describe("a merge into the protected branch", () => {
  it.each(["up", "queue"] as const)("leaves what tags reach to a tag, and brings the rest up with %s", async (verb) => {
    const { preview, applied, [verb]: bringUp } = await merged("main", devByTags);
    expect(names(preview.environments)).toEqual(["dev", "staging"]);
    await bringUp();
    expect(applied()).toEqual(["staging"]);
  });

  it.each(["up", "queue"] as const)("does not open an environment to itself, with %s", async (verb) => {
    const { applied, [verb]: bringUp } = await merged("main", devByTags, devFromMain);
    await bringUp();
    expect(applied()).toEqual(["staging"]);
  });

  it("does not open an environment to earlier ones either, and does to later ones", async () => {
    const { world, host, queue, applied } = await merged("main", devByTags);
    await queue();
    const move = (files: Readonly<Record<string, string>>) =>
      host.branchHeads.set("refs/heads/main", world.git.make(files, { branch: "main" }));
    move(devFromMain);
    const waiting = async () =>
      (await readWaiting({ branch: "main" }, host.forge, world.ports)).waiting.map(({ name }) => name);
    expect(await waiting()).toEqual([]);
    move(changedFiles("dev", "c"));
    expect(await waiting()).toEqual(["dev"]);
    expect(applied()).toEqual(["staging"]);
  });

  it.each(["up", "queue"] as const)(
    "is not brought up where the file has become wrong since, with %s",
    async (verb) => {
      const { world, host, applied, [verb]: bringUp } = await merged("main", devByTags);
      const wrong = promotion("    - { environments: [dev], tags: v* }\n");
      host.branchHeads.set(
        "refs/heads/main",
        world.git.make({ "environments/promotion.yaml": wrong }, { branch: "main" }),
      );
      await expect(bringUp()).rejects.toMatchObject({ code: "invalid-promotion" });
      expect(applied()).toEqual([]);
    },
  );
});

describe("the queue of a branch", () => {
  it.each([
    ["develop", ["dev"]],
    ["main", ["staging"]],
  ])("of %s has only what that branch reaches", async (branch, waiting) => {
    const { world, host } = await merged(branch);
    const queue = await readWaiting({ branch }, host.forge, world.ports);
    expect(queue.waiting.map(({ name }) => name)).toEqual(waiting);
  });

  it("is not shortened by what another branch's queue has looked at, where a commit is on both", async () => {
    const { world, host, merge, applied, queue: bringUpWaiting } = await merged("develop");
    await bringUpWaiting();
    expect(applied()).toEqual(["dev"]);
    world.git.point("main", merge);
    host.branchHeads.set("refs/heads/main", merge);
    const queue = await readWaiting({ branch: "main" }, host.forge, world.ports);
    expect(queue.waiting).toMatchObject([{ name: "staging", commits: [merge] }]);
  });
});

describe("up in a checkout", () => {
  it("brings up what its branch reaches, and says of the others which branches do", async () => {
    const { world, applied } = await standing();
    world.git.make(both);
    const { out, code } = await groundwork(world, "up", "--yes");
    expect({ code, applied: applied() }).toEqual({ code: 0, applied: ["staging"] });
    expect(out).toContain("dev takes commits from develop alone: these do not reach it");
    const json = JSON.parse((await groundwork(world, "affected", "--json", "--base", "HEAD~1")).out);
    expect(json.environments.map(({ name }: { name: string }) => name)).toEqual(["dev", "staging"]);
  });

  it("brings up what the branch reaches by now, though what stands there is older than that", async () => {
    const { world, applied } = await standing();
    world.git.make({ "environments/promotion.yaml": promotion("    - { environments: [dev], branches: [main] }\n") });
    world.git.make(changedFiles("dev", "c"));
    const { code } = await groundwork(world, "up", "--yes");
    expect({ code, applied: applied() }).toEqual({ code: 0, applied: ["dev"] });
  });

  it("refuses an environment that was named and that its branch does not reach", async () => {
    const { world, applied } = await standing();
    world.git.make(both);
    const { err, code } = await groundwork(world, "up", "--yes", "--env", "dev", "--env", "staging");
    expect({ code, applied: applied() }).toEqual({ code: 4, applied: [] });
    expect(err).toContain("says what reaches dev (from develop), and these commits are of main");
    expect(err).toContain("environment-not-reached");
  });

  it("is no place to destroy an environment from that its branch does not reach", async () => {
    const { world } = await standing();
    const destroy = (...environments: readonly string[]) =>
      destroyEnvironments({ environments, confirm: async () => true }, world.ports);
    await expect(destroy("staging", "dev")).rejects.toMatchObject({
      code: "environment-not-reached",
      data: { environments: [{ name: "dev", branches: ["develop"] }] },
    });
    expect(world.engine.calls.filter((call) => call.startsWith("destroy"))).toEqual([]);
    expect((await destroy("staging")).environments).toHaveLength(1);
  });

  it("says of no environment that it waits for commits that do not reach it", async () => {
    const { world } = await standing();
    world.git.make(both);
    await groundwork(world, "up", "--yes");
    const { out } = await groundwork(world, "status", "--json");
    const dev = JSON.parse(out).environments.find(({ name }: { name: string }) => name === "dev");
    expect(JSON.stringify(dev)).not.toContain("pending");
  });
});
