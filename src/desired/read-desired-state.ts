import { type Fleet, FleetReader, type Issue, type Reading } from "../environment/index.ts";
import type { FileTree } from "../lib/index.ts";
import type { DesiredState } from "./desired-state.ts";
import { InvalidEnvironment } from "./errors.ts";
import { type FleetPlan, planFleet } from "./fleet-plan.ts";
import { planDesiredState } from "./plan-desired-state.ts";
import { unrecordedRanges } from "./wanted-ranges.ts";

/**
 * The desired state of one environment, or everything that is wrong with its files. Never throws for the content of
 * files.
 *
 * @param from a reader of them, where several environments of the same files are asked for
 */
export async function readDesiredState(from: FileTree | FleetReader, name: string): Promise<Reading<DesiredState>> {
  return desiredStateIn(await loadAround(from instanceof FleetReader ? from : new FleetReader(from), name), name);
}

/**
 * As {@link readDesiredState}, for the program, which cannot go on without a desired state.
 *
 * @throws {InvalidEnvironment} with every error of the environment.
 */
export async function desiredStateOf(tree: FileTree, name: string): Promise<DesiredState> {
  const reading = await readDesiredState(tree, name);
  if (reading.ok) return reading.value;
  throw new InvalidEnvironment({
    environment: name,
    issues: reading.issues.filter(({ severity }) => severity === "error"),
  });
}

/** Addresses of a fleet are planned together, and asked for by each environment. */
const plans = new WeakMap<Fleet, FleetPlan>();

/** The desired state of one of a fleet's environments. */
export function desiredStateIn(fleet: Fleet, name: string): Reading<DesiredState> {
  const { book } = fleet;
  const reading = fleet.readings.get(name);
  if (!reading) return { ok: false, issues: book.issues };
  if (!reading.ok || !book.ok) return { ok: false, issues: [...reading.issues, ...book.issues] };
  const plan = plans.get(fleet) ?? planFleet(fleet, book.value);
  plans.set(fleet, plan);
  const addresses = plan.environments.get(name);
  const issues: readonly Issue[] = [...reading.issues, ...(plan.issuesOf.get(name) ?? [])];
  if (!addresses || issues.some(({ severity }) => severity === "error")) return { ok: false, issues };
  return { ok: true, value: planDesiredState(reading.value.environment, addresses, reading.value.resources), issues };
}

/**
 * Reads only the environments that this one's addresses depend on. While some addresses are unrecorded, these are all.
 */
async function loadAround(fleet: FleetReader, name: string): Promise<Fleet> {
  const near = await fleet.withUpstream(name);
  const reading = near.readings.get(name);
  if (!reading?.ok || !near.book.ok) return near;
  const { environment } = reading.value;
  const open = unrecordedRanges(environment, near.book.value.environments.get(name));
  return open.includes("network") ? fleet.all() : near;
}
