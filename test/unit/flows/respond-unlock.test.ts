import { describe, expect, it } from "vitest";
import { passing } from "../../fakes/driver/lease-time.ts";
import { ada, bob } from "../../fakes/driver/memory-forge.ts";
import { opened } from "./respond-stage.ts";

/** A run of another job asks for leases. */
const leaseOf = (host: string) => ({
  owner: {
    run: `up-on-${host}`,
    actor: "Grace",
    host,
    doing: "up of 4c1f2ab",
    since: "2026-01-01T00:00:00.000Z",
    process: { pid: 7 },
  },
  wait: false,
  signal: new AbortController().signal,
});

describe("/groundwork unlock", () => {
  it("takes environments from runs that were cut off, and tells which were free", async () => {
    const { world, host, says } = await opened();
    await world.leases.acquire(["dev"], leaseOf("ci-9"));
    passing(world, async () => {});
    expect(await says(host.say(1, ada, "/groundwork unlock dev staging"))).toEqual([
      "dev was taken from the run that was cut off: up of 4c1f2ab by Grace on ci-9, since 2026-01-01T00:00:00.000Z; staging is free",
    ]);
    expect(await says(host.say(1, bob, "/groundwork unlock dev"))).toEqual(["dev is free"]);
  });

  it("takes no environment from a run that lives, and names that run", async () => {
    const { world, host, answer } = await opened();
    let held = await world.leases.acquire(["dev"], leaseOf("ci-9"));
    passing(world, async () => {
      held = await world.leases.renew(held);
    });
    const { answers } = await answer(host.say(1, ada, "/groundwork unlock dev"));
    expect(answers).toMatchObject([
      { verdict: "refused", says: expect.stringContaining("dev is being changed: up of 4c1f2ab by Grace on ci-9") },
    ]);
    expect(await world.leases.renew(held)).toMatchObject([{ lease: { state: "held" } }]);
  });

  it("refuses a name that no environment has, instead of calling it free", async () => {
    const { world, host, answer } = await opened();
    const { answers } = await answer(host.say(1, ada, "/groundwork unlock dev stagign"));
    expect(answers).toMatchObject([
      { verdict: "refused", says: expect.stringContaining("There is no environment stagign (did you mean staging?)") },
    ]);
    expect(await world.leases.list()).toEqual([]);
  });

  it("takes an environment whose folder is gone, and that is on record", async () => {
    const { world, host, says } = await opened();
    await world.history.record({
      version: 3,
      kind: "up",
      id: "earlier",
      at: new Date(0).toISOString(),
      commit: "0".repeat(40),
      by: "Ada",
      environments: [{ environment: "qa", result: "succeeded", layers: [], milliseconds: 1 }],
    });
    expect(await says(host.say(1, ada, "/groundwork unlock qa"))).toEqual(["qa is free"]);
  });
});
