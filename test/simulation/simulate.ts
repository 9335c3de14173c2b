import type { SimulatedEvent } from "./events/event.ts";
import { Jobs } from "./events/running-jobs.ts";
import { takeEvent } from "./events/take-event.ts";
import type { Fault } from "./faults/fault.ts";
import { type Broken, brokenIn } from "./invariants/index.ts";
import { previewTask, queueTask } from "./world/jobs.ts";
import { World } from "./world/world.ts";

/** A history that was told to its end, or until something broke. */
export interface Told {
  /** What happened, in order, for people. */
  readonly lines: readonly string[];
  readonly broken?: Broken;
}

/** Lets events happen to a new world, and then lets it come to rest. The same events give the same history. */
export async function simulate(events: readonly SimulatedEvent[], fault?: Fault): Promise<Told> {
  const world = await World.begun(fault);
  const jobs = new Jobs();
  const lines: string[] = [];
  for (const event of events) {
    const line = await takeEvent(event, world, jobs);
    if (line === undefined) continue;
    lines.push(line);
    const broken = await brokenIn(world, "always");
    if (broken) return { lines, broken };
  }
  lines.push("-- from here on the forge answers, nothing fails, and each job is run to its end --");
  lines.push(...(await comeToRest(world, jobs)));
  const broken = (await brokenIn(world, "always")) ?? (await brokenIn(world, "at-the-end"));
  return { lines, ...(broken && { broken }) };
}

/** Jobs that wait for each other for longer never come to their end. */
const mostRounds = 200;

/** Everything that waits is run, what was ended from outside is run again, and what is open is previewed as it is now. */
async function comeToRest(world: World, jobs: Jobs): Promise<readonly string[]> {
  const { forge, cloud } = world;
  forge.callsToFail = 0;
  forge.answersToLose = 0;
  cloud.failing.clear();
  const lines: string[] = [];
  let rounds = 0;
  const finish = async () => {
    for (let left = jobs.left; left.length > 0; left = jobs.left) {
      if (++rounds > mostRounds) throw new Error(`${left.map(({ job }) => job.name).join(", ")} wait for each other.`);
      if (jobs.mayGoOn.length === 0) world.now = Math.min(...left.map(({ job }) => job.suspendedUntil));
      for (const task of jobs.mayGoOn) {
        const done = await jobs.goOn(task);
        lines.push(`${task.job.name}: ${done.join(", ")}: ${task.job.state}`);
      }
    }
  };
  await finish();
  const repeated = jobs.tasks.filter(
    (each) => each.kind !== "preview" && (jobs.toRepeat.has(each) || world.unposted.has(each.job)),
  );
  for (const task of repeated) jobs.add(task.again());
  await finish();
  if (world.queues) jobs.add(queueTask(world));
  await finish();
  for (const { number } of forge.requests.filter(({ state }) => state === "open")) jobs.add(previewTask(world, number));
  await finish();
  return lines;
}
