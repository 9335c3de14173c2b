import * as fc from "fast-check";
import { crowdedHistories, histories, peopledHistories, type SimulatedEvent } from "./events/event.ts";
import type { Fault } from "./faults/fault.ts";
import { simulate, type Told } from "./simulate.ts";

/** Events of one history, at most. What they start is told to its end, so that a history is two to three times as long. */
const mostEvents = 28;

/** A history in which an invariant does not hold, with as few events as were found. */
export interface FoundHistory {
  readonly seed: number;
  readonly events: readonly SimulatedEvent[];
  readonly told: Told;
}

/** Milliseconds after which the shortest history that was found by then is taken. */
const mostShrinking = 60_000;

/** Draws the events of a seed. Biased values are for runs that follow each other, and here each seed is a run of its own. */
const drawn = (seed: number) => ({ seed, numRuns: 1, unbiased: true });

/** As many as it takes for people to come to what they seldom do. */
const mostEventsOfPeople = 50;

/** A fault, and whether it is looked for where jobs of the branch bring up what waits. */
export interface Planted {
  readonly fault: Fault;
  readonly queues: boolean;
}

function historiesFor(planted: Planted | undefined): fc.Arbitrary<readonly SimulatedEvent[]> {
  if (!planted) return histories(mostEvents);
  const { fault, queues } = planted;
  const drawn = fault.crowded ? crowdedHistories(mostEvents) : peopledHistories(mostEventsOfPeople);
  return queues ? drawn.map((all) => [{ kind: "queue" }, ...all]) : drawn;
}

/** The history of one seed as it is drawn. */
export async function tellSeed(seed: number, planted?: Planted): Promise<FoundHistory> {
  const [events = []] = fc.sample(historiesFor(planted), drawn(seed));
  return { seed, events, told: await simulate(events, planted?.fault) };
}

/** The shortest history that was found in which something breaks; `undefined` where that of the seed holds. */
export async function brokenHistory(seed: number, planted?: Planted): Promise<FoundHistory | undefined> {
  const found = await tellSeed(seed, planted);
  if (!found.told.broken) return undefined;
  const holds = async (events: readonly SimulatedEvent[]) => !(await simulate(events, planted?.fault)).broken;
  const { counterexample } = await fc.check(fc.asyncProperty(historiesFor(planted), holds), {
    ...drawn(seed),
    interruptAfterTimeLimit: mostShrinking,
  });
  const [events] = counterexample ?? [found.events];
  return { seed, events, told: await simulate(events, planted?.fault) };
}

/** A found history for people, with the command that tells it again. */
export function reportOf({ seed, events, told }: FoundHistory): string {
  const { broken, lines } = told;
  return [
    `Seed ${seed}: ${broken?.invariant ?? "an error"} does not hold.`,
    `  ${broken?.problem ?? ""}`,
    "",
    ...lines.map((line, index) => `  ${String(index + 1).padStart(3)}. ${line}`),
    "",
    ...events.map((event) => `  ${JSON.stringify(event)}`),
    "",
    `Again: npm run simulate -- --seed ${seed}`,
  ].join("\n");
}
