import { describe, expect, it } from "vitest";
import { destroyEnvironments } from "../../../src/flows/index.ts";
import { standingManifests } from "../../../src/flows/preview/standing-manifests.ts";
import { RecordUnreachable } from "../../../src/history/errors.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";

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
    expect((await groundwork(world, "status", "--wait-converged")).code).toBe(0);
  });

  it("makes an environment that was destroyed unknown, and has the next up look at it", async () => {
    const world = new DriverWorld();
    await groundwork(world, "up", "--yes");
    await destroyEnvironments({ environments: ["dev"], confirm: async () => true }, world.ports);
    expect((await groundwork(world, "status", "--env", "dev")).out).toContain("destroyed");
    const last = Math.max(...world.history.records.map(({ link }) => link?.number ?? 0));
    world.history.unreadable.push(`record ${last + 1}`);
    const { code, out } = await groundwork(world, "status", "--env", "dev", "--exit-code");
    expect(code).toBe(5);
    expect(out).toContain("a record that may be of a later run is lost");
    expect(out).not.toContain("no cluster yet");
  });

  it("keeps the manifests of the last up from counting as those that stand", async () => {
    const world = await worldWithLostRecord();
    const standing = standingManifests(undefined, { has: async () => true }, world.ports);
    expect(await standing.recorded("dev")).toBeUndefined();
    world.history.unreadable.length = 0;
    const known = standingManifests(undefined, { has: async () => true }, world.ports);
    expect(await known.recorded("dev")).toBeDefined();
  });
});

describe("a record that is lost where no run of an environment is on record", () => {
  const worldWithout = (stands: boolean) => {
    const world = new DriverWorld(["dev"]);
    world.history.unreadable.push("record 1");
    if (stands) world.engine.standing.set("dev", { main: { cidr: "10.0.0.0/16" } });
    return world;
  };

  it("makes the environment unknown, and has the next up look at it", async () => {
    const world = worldWithout(true);
    const { code, out } = await groundwork(world, "status", "--exit-code");
    expect(out).toContain("a record that may be of its only run is lost");
    expect(out).not.toMatch(/never brought up|no cluster yet/);
    expect(code).toBe(5);
    expect((await groundwork(world, "up", "--yes")).out).toContain("a record that may be of a later run is lost");
    expect((await groundwork(world, "status", "--wait-converged")).code).toBe(0);
  });

  it("leaves it as never brought up when the state is known to hold nothing of it", async () => {
    const { out } = await groundwork(worldWithout(false), "status");
    expect(out).toContain("never brought up");
  });
});

it("a record that cannot be read makes unknown what needs it, and takes nothing from the rest of a preview", async () => {
  const world = new DriverWorld();
  await groundwork(world, "up", "--yes");
  world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"));
  world.history.unreachable = new RecordUnreachable({ place: "the remote", problem: "it does not answer" });
  const { code, out } = await groundwork(world, "preview", "--base", "HEAD~1", "--head", "HEAD");
  expect(out).toContain("dev: no changes in the infrastructure");
  expect(out).toContain("What is on record in the remote is not known: it does not answer");
  expect(code).toBe(5);
});
