import { afterAll, describe, expect, it } from "vitest";
import type { Wanted } from "../fakes/scripted-program.ts";
import { changed, first, original } from "./crash-harness/programs.ts";
import {
  type Creations,
  failureOf,
  reportingProblems,
  resumeAtOnce,
  resumeLooking,
  resuming,
  settledProblems,
} from "./crash-harness/resume.ts";
import { killEverywhere } from "./crash-harness/strikes.ts";
import { removeWorlds, World } from "./crash-harness/world.ts";

afterAll(removeWorlds);

/** Ends a test that hangs; a busy machine may take minutes. */
const patience = { timeout: 600_000 };

/** The state misses nothing that the cloud has, and both ways to go on, at once and after a refresh, lead to what the program wants. */
const judgeUp = (wanted: readonly Wanted[], creations: Creations) => async (world: World) => {
  const found = [...(await world.contradictions())];
  const pending = (await world.snapshot())?.pendingOperations ?? [];
  const looking = await world.copy({ calls: true });
  found.push(...(await resumeAtOnce(world, wanted, creations)));
  if (pending.length > 0)
    found.push(...(await resumeLooking(looking, wanted, creations)).map((problem) => `looking first: ${problem}`));
  await looking.remove();
  return found;
};

describe("an engine that is killed at any moment of an up", () => {
  it("forgets nothing, and the next one creates nothing twice but what it names as pending", patience, async () => {
    const seed = await World.open();
    await seed.engine(original).engine.up(seed.work);
    const creations = { replaced: 1, rebuilt: 1, tied: 1, branch: 1, chain0: 1, chain1: 1, chain2: 1 };
    const { kills, problems } = await killEverywhere(
      seed,
      { verb: "up", wanted: changed },
      judgeUp(changed, creations),
    );
    expect(problems).toEqual([]);
    // The number of writes varies, because saves that wait for each other become one.
    expect(kills).toBeGreaterThan(75);
  });

  it("leaves nothing in the way of another when the stack did not exist before", patience, async () => {
    const seed = await World.open();
    const creations = { a: 1, b: 1, c: 1 };
    const { kills, problems } = await killEverywhere(seed, { verb: "up", wanted: first }, judgeUp(first, creations));
    expect(problems).toEqual([]);
    expect(kills).toBeGreaterThan(28);
  });
});

describe("an engine that is killed at any moment of a destroy", () => {
  it("forgets nothing, and the next one destroys the rest and names what was under way", patience, async () => {
    const seed = await World.open();
    await seed.engine(original).engine.up(seed.work);
    const { kills, problems } = await killEverywhere(seed, { verb: "destroy", wanted: [] }, async (world) => {
      const found = [...(await world.contradictions())];
      const pending = (await world.snapshot())?.pendingOperations ?? [];
      const { engine, takeover } = await resuming(world, []);
      const outcome = await engine.destroy(world.work);
      found.push(...failureOf("destroy", outcome), ...takeover(), ...reportingProblems(outcome, pending));
      found.push(...(await settledProblems(world, [])));
      if (world.cloud.resources.size > 0) found.push(`left: ${[...world.cloud.resources.keys()].join()}`);
      return found;
    });
    expect(problems).toEqual([]);
    expect(kills).toBeGreaterThan(40);
  });
});

describe("an engine that is killed at any moment of a refresh", () => {
  it("leaves the state as it was or as the cloud is, pending operations with it", patience, async () => {
    const seed = await World.open();
    await seed.engine(original).engine.up(seed.work);
    await interrupt(seed);
    const { pendingOperations: pending = [] } = (await seed.snapshot()) ?? {};
    expect(pending.map(({ type }) => type).toSorted()).toEqual(["creating", "updating"]);
    changeBehindItsBack(seed);
    const { kills, problems } = await killEverywhere(seed, { verb: "refresh", wanted: [] }, async (world) => {
      const found: string[] = [];
      const left = (await world.snapshot())?.pendingOperations.map(({ type }) => type).toSorted() ?? [];
      if (!["creating", "creating,updating"].includes(left.join())) found.push(`pending: ${left.join()}`);
      const { engine, takeover } = await resuming(world, []);
      found.push(...failureOf("refresh", await engine.refresh(world.work)), ...takeover());
      found.push(...(await world.contradictions()), ...(await world.leftovers()));
      const settled = (await world.snapshot())?.pendingOperations.map(({ type }) => type) ?? [];
      if (settled.join() !== "creating") found.push(`pending in the end: ${settled.join()}`);
      return found;
    });
    expect(problems).toEqual([]);
    expect(kills).toBeGreaterThan(20);
  });
});

/** Leaves an update and a creation under way. */
async function interrupt(world: World): Promise<void> {
  let begun = 0;
  let bothBegan: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (bothBegan = resolve));
  const never = new Promise<void>(() => undefined);
  world.beforeMutations(async () => {
    if (++begun === 2) bothBegan();
    await never;
  });
  const resized = original.map((each) => (each.name === "updated" ? { ...each, inputs: { size: 9 } } : each));
  const started = await world.start({ verb: "up", wanted: [...resized, { name: "late", inputs: { size: 1 } }] });
  await both;
  process.kill(started.pid, "SIGKILL");
  await started.ended;
  world.beforeMutations(undefined);
}

/** One resource has other inputs in the cloud, another one is gone. */
function changeBehindItsBack({ cloud }: World): void {
  const same = cloud.byName("same");
  if (same) same.inputs = { size: 5 };
  const gone = cloud.byName("unwantedToo");
  if (gone) cloud.resources.delete(gone.id);
}
