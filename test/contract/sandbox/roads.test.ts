import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linuxSandbox } from "../../../src/sandbox/linux/index.ts";
import { lacksSandbox } from "../../fakes/sandbox-here.ts";
import { type Road, type Walked, walkConfined, walkFreely } from "./road.ts";
import { roadsToFiles, roadsToWrites } from "./roads/files.ts";
import { roadsToServers } from "./roads/network.ts";
import { roadsToProcesses } from "./roads/processes.ts";
import { openWorld, type World } from "./world.ts";

const sandbox = linuxSandbox();
const roads = [...roadsToFiles, ...roadsToWrites, ...roadsToProcesses, ...roadsToServers];

/** Nothing can be said of confinement where the machine forbids it. */
describe.skipIf(await lacksSandbox())("a confined program", () => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it.each(roads)("does not find the canary by $name, which is open without confinement", async (road) => {
    const confined = await walkConfined(road, world, sandbox);
    expect({ ...confined, found: found(road, confined) }).toMatchObject({ ran: true, found: false });

    const free = await walkFreely(road, world);
    expect({ ...free, found: found(road, free) }).toMatchObject({ ran: true, found: true });
  });

  const found = (road: Road, { output }: Walked): boolean => {
    const canary = road.canary?.(world) ?? world.canary;
    if (!road.written) return output.includes(canary);
    try {
      return readFileSync(road.written(world), "utf8").includes(canary);
    } catch {
      return false;
    }
  };
});

it("goes at least forty roads", () => {
  expect(new Set(roads.map(({ name }) => name)).size).toBeGreaterThanOrEqual(40);
});
