import { describe, expect, it } from "vitest";
import { promotionEnd, promotionOf, waitingUntil } from "../../src/change/index.ts";
import { bringUp } from "../../src/flows/index.ts";
import { DriverWorld } from "../fakes/driver/driver-world.ts";
import { runEnds as ends, promotionFile, staged } from "../fakes/driver/staged-world.ts";

describe("a fleet", () => {
  const fleet = ["a", "b", "c", "d", "e"];
  const stages = `    - name: fleet
      environments: ["*"]
      canary: { size: 1, soak: 10m }
      waves: { size: 2 }
`;

  it("gets a change on its canary, and after its time in waves", async () => {
    const { world, up, change } = await staged(stages, fleet);
    change("b");
    const first = await up();
    expect(ends(first)).toMatchObject({ a: "applied", b: "soaking", e: "behind" });
    world.now = Date.parse(waitingUntil(first) ?? "");
    const order: string[] = [];
    world.engine.during = async (verb, { stack }) => {
      if (verb === "up") order.push(stack.stack);
    };
    expect(ends(await up())).toEqual({ b: "applied", c: "applied", d: "applied", e: "applied" });
    expect([order.slice(0, 2).toSorted(), order.slice(2).toSorted()]).toEqual([
      ["b", "c"],
      ["d", "e"],
    ]);
  });

  it("is left untouched from the wave on that comes after a bad one", async () => {
    const { world, up, change } = await staged(stages.replace(", soak: 10m", ""), fleet);
    change("b");
    world.engine.failing.add("c");
    expect(ends(await up())).toEqual({ a: "applied", b: "applied", c: "failed", d: "failed", e: "failed" });
    expect(world.engine.calls.filter((call) => call.startsWith("up d") || call.startsWith("up e"))).toHaveLength(2);
  });
});

describe("a canary that is not of the run", () => {
  const fleet = ["a", "b", "c"];
  const stages = '    - { name: fleet, environments: ["*"], canary: { size: 1, soak: 10m } }\n';

  it("keeps the others waiting where it failed, as a job of the queue meets it", async () => {
    const { world, up, change } = await staged(stages, fleet);
    const base = await world.git.resolve("HEAD");
    change("b");
    world.engine.failing.add("a");
    expect(ends(await up({ base }))).toEqual({ a: "failed", b: "failed", c: "failed" });
    const next = await up({ base, environments: ["b", "c"] });
    expect(ends(next)).toEqual({ b: "behind", c: "behind" });
    expect(promotionEnd(promotionOf(next)).kind).toBe("stopped");
  });

  it.each(["named", "pending"])("keeps them waiting for its time when commits of others follow: %s", async (how) => {
    const { world, up, change } = await staged(stages, fleet);
    const base = await world.git.resolve("HEAD");
    change("b");
    const first = await up({ base });
    expect(ends(first)).toEqual({ a: "applied", b: "soaking", c: "soaking" });
    world.git.make({ "README.md": "Of no environment.\n" });
    const request = how === "named" ? { base, environments: ["b", "c"] } : {};
    const next = await up(request);
    expect(ends(next)).toEqual({ b: "soaking", c: "soaking" });
    expect(waitingUntil(next)).toBe(waitingUntil(first));
    world.now = Date.parse(waitingUntil(next) ?? "");
    expect(ends(await up(request))).toEqual({ b: "applied", c: "applied" });
  });

  it("is one of an earlier run as well where the others were never brought up", async () => {
    const world = new DriverWorld(fleet);
    world.git.make(promotionFile(stages));
    world.git.make({ "README.md": "Of no environment.\n" });
    const up = () =>
      bringUp({ environments: [], refresh: false, requirePreview: false, confirm: async () => true }, world.ports);
    expect(ends(await up())).toEqual({ a: "applied", b: "soaking", c: "soaking" });
    world.git.make({ "README.md": "Still of none.\n" });
    expect(ends(await up())).toEqual({ b: "soaking", c: "soaking" });
  });

  it("has no say in a change that does not concern it", async () => {
    const { world, up, change } = await staged(stages, fleet);
    world.engine.failing.add("a");
    change("b", ["a"]);
    expect(ends(await up())).toEqual({ a: "failed" });
    const base = await world.git.resolve("HEAD");
    change("c", ["b"]);
    expect(ends(await up({ base }))).toEqual({ b: "applied" });
  });
});
