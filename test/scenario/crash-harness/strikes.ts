import pLimit from "p-limit";
import type { Moment } from "./engine-parts.ts";
import type { World } from "./world.ts";
import { type Ended, type EngineTask } from "./world.ts";

/** Where an engine can be struck: at its own moments, or while a provider carries something out. */
export type Strike = Moment | { readonly at: "provider call"; readonly number: number };

const mutations = ["create", "update", "delete"] as const;

/**
 * Kills an engine at every moment of a run, each time from the same beginning, and judges what it leaves.
 *
 * `problems` has what the judge found, each with its moment; `kills` how many of the runs were really killed: a run may
 * come to an end before the last moment of another.
 */
export async function killEverywhere(
  seed: World,
  task: EngineTask,
  judge: (world: World) => Promise<readonly string[]>,
): Promise<{ readonly moments: number; readonly kills: number; readonly problems: readonly string[] }> {
  const limit = pLimit(3);
  const strikes = await strikesOf(seed, task);
  let kills = 0;
  const problems = await Promise.all(
    strikes.map((strike) =>
      limit(async () => {
        const world = await seed.copy();
        const { killed } = await runStruck(world, task, strike);
        if (killed) kills++;
        const found = await judge(world);
        await world.remove();
        return found.map((problem) => `${strike.at} ${strike.number}: ${problem}`);
      }),
    ),
  );
  return { moments: strikes.length, kills, problems: problems.flat() };
}

/** Every strike that a whole run offers. */
async function strikesOf(seed: World, task: EngineTask): Promise<readonly Strike[]> {
  const world = await seed.copy();
  const { end } = await world.run(task);
  if (!end || !("result" in end) || end.result !== "succeeded")
    throw new Error(`The whole run: ${JSON.stringify(end)}`);
  const calls = world.cloud.calls.filter(({ call }) => (mutations as readonly string[]).includes(call)).length;
  await world.remove();
  const counts = { ...end.moments, "provider call": calls };
  return (Object.keys(counts) as Strike["at"][]).flatMap((at) =>
    Array.from({ length: counts[at] }, (_, index) => ({ at, number: index + 1 })),
  );
}

async function runStruck(world: World, task: EngineTask, strike: Strike): Promise<Ended> {
  if (strike.at !== "provider call") return await world.run({ ...task, strike: { ...strike, signal: "SIGKILL" } });
  let calls = 0;
  let strikeNow: () => void = () => undefined;
  let fallen: () => void = () => undefined;
  const struck = new Promise<void>((resolve) => (strikeNow = resolve));
  const dead = new Promise<void>((resolve) => (fallen = resolve));
  world.beforeMutations(async () => {
    if (++calls !== strike.number) return;
    strikeNow();
    // The cloud carries out the request, and the answer is lost.
    await dead;
  });
  const started = await world.start(task);
  void struck.then(() => process.kill(started.pid, "SIGKILL"));
  void started.exited.then(fallen);
  const ended = await started.ended;
  world.beforeMutations(undefined);
  return ended;
}
