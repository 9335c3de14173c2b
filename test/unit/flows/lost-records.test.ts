import { describe, expect, it } from "vitest";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

/** A world that was brought up, and whose next record was damaged: it may be of an up that failed. */
async function worldWithLostRecord(): Promise<DriverWorld> {
  const world = new DriverWorld();
  expect((await groundwork(world, "up", "--yes")).code).toBe(0);
  const last = Math.max(...world.history.records.map(({ link }) => link?.number ?? 0));
  world.history.unreadable.push(`record ${last + 1}`);
  return world;
}

describe("a record that is lost after the last up of an environment", () => {
  it("makes its infrastructure unknown in a status, which names the record and how to know more", async () => {
    const world = await worldWithLostRecord();
    const { code, out } = await groundwork(world, "status", "--env", "dev", "--exit-code");
    expect(code).toBe(5);
    expect(out).toContain("a record that may be of a later run is lost");
    expect(out).toMatch(/lost or not readable: record \d+/);
    expect(out).toContain("groundwork status --env dev --refresh");
  });

  it("takes nothing from a status that asks the cloud", async () => {
    const world = await worldWithLostRecord();
    const { code, out } = await groundwork(world, "status", "--env", "dev", "--refresh", "--exit-code");
    expect(out).not.toContain("is lost");
    expect(code).toBe(0);
  });

  it("has the next up look at the environment again, after which all is known", async () => {
    const world = await worldWithLostRecord();
    const { code, out } = await groundwork(world, "up", "--yes");
    expect(out).toContain("a record that may be of a later run is lost");
    expect(code).toBe(0);
    expect((await groundwork(world, "status", "--exit-code")).code).toBe(0);
  });
});
