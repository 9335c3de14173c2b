import { describe, expect, it } from "vitest";
import { refLeases } from "../../src/lease/git-refs/index.ts";
import { leasesOver } from "../../src/lease/index.ts";
import { notesWorlds } from "../contract/history/notes-world.ts";
import { acquisitionOf, ProcessTime } from "../contract/lease/acquisitions.ts";
import { groundwork } from "../fakes/driver/driver-command.ts";
import { DriverWorld } from "../fakes/driver/driver-world.ts";
import { passing } from "../fakes/driver/lease-time.ts";

const remote = notesWorlds();

const storeOfJob = () =>
  refLeases({
    folder: remote().clone(),
    remote: "origin",
    environment: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" },
  });

/** A job with a clone of its own, that shares nothing with others but the remote. */
function job(): DriverWorld {
  const world = new DriverWorld(["dev", "staging"]);
  world.leaseStore = storeOfJob();
  return world;
}

const up = (world: DriverWorld, ...more: readonly string[]) =>
  groundwork(world, "up", "--yes", "--no-wait", "--env", "dev", ...more);

describe("two jobs without a common disk that bring up one environment", { timeout: 60_000 }, () => {
  it("act one at a time: the one that comes second names the first one's run, and changes nothing", async () => {
    const [first, second] = [job(), job()];
    const leases = leasesOver(storeOfJob(), new ProcessTime());
    let held = await leases.acquire(["dev"], acquisitionOf("Ada"));
    passing(second, async () => {
      held = await leases.renew(held);
    });
    const refused = await up(second, "--json");
    expect(refused.code).toBe(4);
    expect(refused.out + refused.err).toContain("dev is being changed: up of 4c1f2ab by Ada on ci-7");
    expect(second.engine.standing.has("dev")).toBe(false);
    await leases.release(held);
    expect((await up(first)).code).toBe(0);
    expect(JSON.parse((await groundwork(second, "leases", "--json")).out)).toMatchObject({
      kind: "leases",
      version: 1,
      leases: [
        { environment: "dev", kind: "released", by: expect.stringMatching(/^up of [\da-f]{7} by Ada on ci-7/u) },
      ],
    });
  });

  it("leave no lease behind when one is refused its plan or fails", async () => {
    const world = job();
    world.engine.wanted.set("dev", new Error("no such region"));
    expect((await up(world)).code).not.toBe(0);
    expect((await groundwork(world, "leases")).out).toMatch(/dev\s+released/u);
  });

  it("go on where a killed one stopped, and say whose run was cut off and which operations it left", async () => {
    await leasesOver(storeOfJob(), new ProcessTime()).acquire(["dev"], acquisitionOf("Eve"));
    const next = job();
    let looks = 0;
    passing(next, async () => void looks++);
    const { code, out } = await up(next, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out).cutOff).toMatchObject([
      { environment: "dev", by: expect.stringContaining("by Eve"), pending: [] },
    ]);
    expect(next.notices.join("\n")).toContain("Took over the lease of dev from up of 4c1f2ab by Eve");
    expect(looks).toBeGreaterThanOrEqual(12);
  });

  it("stop before their next operation when their lease is taken, and end as failed", async () => {
    const world = job();
    const leases = leasesOver(storeOfJob(), new ProcessTime());
    let taken = false;
    passing(world, async () => {
      if (taken) return;
      taken = true;
      const [found] = await leases.list();
      if (found?.kind === "lease") await leases.revoke("dev", { run: found.lease.owner.run }, "Eve");
      await leases.acquire(["dev"], acquisitionOf("Eve"));
    });
    const stopped = new Promise((resolve) => world.lost.signal.addEventListener("abort", resolve));
    const preview = world.engine.preview.bind(world.engine);
    world.engine.preview = async (...work) => {
      await stopped;
      return await preview(...work);
    };
    const { code, out } = await up(world, "--json");
    expect([code, world.engine.standing.has("dev")]).toEqual([1, false]);
    expect(JSON.parse(out)).toMatchObject({ succeeded: false, leaseLost: { code: "lease-lost" } });
    expect(await leases.list()).toMatchObject([{ lease: { state: "held", owner: { actor: "Eve" } } }]);
  });

  it("are let in by a person who knows that the run has ended, and who has to name it", async () => {
    const [held] = await leasesOver(storeOfJob(), new ProcessTime()).acquire(["dev"], acquisitionOf("Eve"));
    const world = job();
    expect(await groundwork(world, "leases", "release", "dev")).toMatchObject({ code: 2 });
    expect(await groundwork(world, "leases", "release", "../dev", "--owner", "x")).toMatchObject({ code: 2 });
    expect(await groundwork(world, "leases", "release", "dev", "--owner", "up-another")).toMatchObject({ code: 4 });
    const released = await groundwork(world, "leases", "release", "dev", "--owner", held?.lease.owner.run ?? "");
    expect(released).toMatchObject({ code: 0, out: expect.stringContaining("released by Ada") });
    expect((await up(world)).code).toBe(0);
  });
});
