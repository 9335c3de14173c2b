import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { PackagesMissing } from "../../../src/program/errors.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { bob, MemoryForge } from "../../fakes/driver/memory-forge.ts";

async function opened() {
  const world = new DriverWorld();
  const base = await world.git.resolve("HEAD");
  const topic = world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"), {
    onto: base,
    branch: "topic",
  });
  const host = new MemoryForge();
  host.open(1, topic, { base: { branch: "main", commit: base } });
  world.host = host;
  return { world, host, topic, base };
}

const onThisMachine = "/checkout/stacks/index.ts:3: boom";

function postedOn({ comments, statuses, annotations, deployments }: MemoryForge): string {
  return JSON.stringify([[...comments], statuses, [...(annotations ?? [])], deployments]);
}

describe("a command with a forge", () => {
  it("prints where the result was posted", async () => {
    const { world, topic } = await opened();
    const { code, out } = await groundwork(world, "preview", "--head", topic);
    expect(out).toContain("Comment created: https://git.example.com/acme/platform/pulls/1#comment");
    expect(code).toBe(0);
  });

  it("gives it as JSON, too", async () => {
    const { world, topic } = await opened();
    const { out } = await groundwork(world, "preview", "--head", topic, "--json");
    expect(JSON.parse(out)).toMatchObject({
      posting: { changeRequest: { number: 1 }, comment: { done: "created" }, problems: [] },
    });
  });

  it("shows the preview and ends with 5 when the forge is down", async () => {
    const { world, host, topic } = await opened();
    host.isDown = true;
    const { code, out } = await groundwork(world, "preview", "--base", "main", "--head", topic);
    expect(out).toContain("1 to create");
    expect(out).toContain("Not posted: local did not carry out");
    expect(code).toBe(5);
  });

  it.each([
    ["the preview failed", (world: DriverWorld) => void world.engine.wanted.set("dev", new Error(onThisMachine))],
    ["there is no preview at all", (world: DriverWorld) => void (world.unpreparable = new Error(onThisMachine))],
    ["the state is empty", (world: DriverWorld) => world.engine.standing.clear()],
  ])("posts no path of the machine that it runs on when %s, and prints it for its user", async (_, happen) => {
    const { world, host, topic } = await opened();
    host.annotations = new Map();
    happen(world);
    const { out, err } = await groundwork(world, "preview", "--head", topic);
    expect(`${out}${err}`).toContain("/checkout/");
    expect(host.comments.get("1 preview")).toMatch(/stacks\/index\.ts|\.groundwork\/state/);
    expect(postedOn(host)).not.toContain("/checkout");
  });

  it("posts no path of the machine that up runs on", async () => {
    const { world, host, topic } = await opened();
    await groundwork(world, "preview", "--head", topic);
    host.reviews.set(1, [
      { reviewer: bob, verdict: "approved", commit: topic, at: new Date(world.now).toISOString(), isOfficial: true },
    ]);
    const merge = world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"), { and: [topic] });
    host.change(1, { state: "merged", merge: { commit: merge, at: new Date(world.now).toISOString(), by: bob } });
    host.branchHeads.set("refs/heads/main", merge);
    world.engine.during = async (verb) => {
      if (verb === "up") throw new Error(onThisMachine);
    };
    const { out } = await groundwork(world, "up", "--yes", "--no-wait");
    expect(out).toContain(onThisMachine);
    expect(host.comments.get("1 up")).toContain("stacks/index.ts");
    expect(postedOn(host)).not.toContain("/checkout");
  });

  it("says that a failed preview could not be posted either, and ends as it failed", async () => {
    const { world, host, topic } = await opened();
    world.unpreparable = new PackagesMissing({ folder: "/checkout" });
    host.takesNothing = true;
    const { code, err } = await groundwork(world, "preview", "--head", topic);
    expect(err).toMatch(/not posted: local did not carry out[\s\S]*error: \/checkout has no node_modules/);
    expect(code).toBe(2);
  });

  it("posts what parts come to, and no part", async () => {
    const { world, host, topic } = await opened();
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-parts-"));
    try {
      const part = path.join(folder, "1.json");
      await groundwork(world, "preview", "--base", "main", "--head", topic, "--env", "dev", "--part", part);
      expect(host.writes).toBe(0);
      const { code, out } = await groundwork(world, "report", part);
      expect(out).toContain("Comment created: ");
      expect(host.comments.get("1 preview")).toContain("| dev |");
      expect(host.statuses).toEqual([expect.stringContaining(`${topic} groundwork/preview success`)]);
      expect(code).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("confines the part of a change that the forge says to be from outside, or cannot tell about", async () => {
    const { world, host, topic } = await opened();
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-parts-"));
    try {
      const part = path.join(folder, "1.json");
      const rehearsed = async () => {
        await groundwork(world, "preview", "--base", "main", "--head", topic, "--env", "dev", "--part", part);
        return (JSON.parse(await readFile(part, "utf8")) as { readonly preview: { readonly rehearsed?: string } })
          .preview.rehearsed;
      };
      expect(await rehearsed()).toBeUndefined();
      host.change(1, { isFromFork: true });
      expect(await rehearsed()).toBe("outside");
      host.isDown = true;
      expect(await rehearsed()).toBe("outside");
      expect(host.writes).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("says that no change request is open for the commit", async () => {
    const { world, host } = await opened();
    host.change(1, { state: "closed" });
    expect((await groundwork(world, "preview")).out).toContain("no change request is open for this commit");
  });

  it("refuses with 4 what was not approved, and says how to go on", async () => {
    const { world, host, topic, base } = await opened();
    await groundwork(world, "preview", "--head", topic);
    const commit = world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"), { and: [topic] });
    host.change(1, { state: "merged", merge: { commit, at: new Date(world.now).toISOString() } });
    host.branchHeads.set("refs/heads/main", commit);
    host.reviews.set(1, [{ reviewer: bob, verdict: "approved", commit: base, isOfficial: true }]);
    const refused = await groundwork(world, "up", "--yes");
    expect(refused.code).toBe(4);
    expect(refused.out).toContain(`that of bob is of ${base.slice(0, 7)}`);
    expect(refused.out).toContain('groundwork up --allow-unreviewed "<reason>"');
    const { code, out } = await groundwork(world, "up", "--yes", "--allow-unreviewed", "the shop is down", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ binding: { unreviewed: { reason: "the shop is down" } } });
  });

  it("refuses a plan beside the change request, which says what was shown", async () => {
    const { world } = await opened();
    const { code, err } = await groundwork(world, "up", "--yes", "--expect-digest", `sha256:${"0".repeat(64)}`);
    expect(err).toContain("--expect-digest says it too");
    expect(code).toBe(2);
  });

  it.each([
    ["preview", "--change-request", "7"],
    ["report", "--change-request", "7"],
    ["up", "--allow-unreviewed", "the shop is down"],
  ])("refuses %s %s where no forge is named, instead of leaving it out", async (...argv) => {
    const { code, err } = await groundwork(new DriverWorld(), ...argv);
    expect(err).toContain(`${argv[1]} is about a forge`);
    expect(code).toBe(2);
  });
});
