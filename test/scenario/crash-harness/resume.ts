import { isDeepStrictEqual } from "node:util";
import type { Outcome } from "../../../src/change/index.ts";
import type { PendingOperation } from "../../../src/engine/embedded/stack/state/snapshot.ts";
import type { Wanted } from "../../fakes/scripted-program.ts";
import { nameOf, type World } from "./world.ts";

/** How often the interrupted run and those that resume it have to create each resource, by name. */
export type Creations = Readonly<Record<string, number>>;

/**
 * Runs the same command again, without a refresh. Returns what went wrong.
 *
 * The interrupted operation is named. A creation whose end is unknown may be done again, and stays pending until it is
 * cleared.
 */
export async function resumeAtOnce(world: World, wanted: readonly Wanted[], creations: Creations): Promise<string[]> {
  const pending = (await world.snapshot())?.pendingOperations ?? [];
  const open = pending.filter(({ type }) => type === "creating").map(({ resource }) => resource.urn);
  const { engine, takeover } = await resuming(world, wanted);
  const outcome = await engine.up(world.work);
  const wrong = [
    ...failureOf("up", outcome),
    ...takeover(),
    ...reportingProblems(outcome, pending),
    ...(await world.contradictions()),
    ...creationProblems(world, creations, open),
  ];
  const left = (await world.snapshot())?.pendingOperations.map(({ type, resource }) => `${type} ${resource.urn}`) ?? [];
  if (!isDeepStrictEqual(left.toSorted(), open.map((urn) => `creating ${urn}`).toSorted()))
    wrong.push(`pending after the next up: ${left.join()}, expected the creations of ${open.join()}`);
  if (open.length > 0)
    wrong.push(...failureOf("refresh", await engine.refresh(world.work, { clearPendingCreates: true })));
  return [...wrong, ...(await settledProblems(world, wanted))];
}

/**
 * Runs a refresh, and then an `up` that imports the resources that were found. Returns what went wrong.
 *
 * Nothing is created twice, and nothing is left over in the cloud.
 */
export async function resumeLooking(world: World, wanted: readonly Wanted[], creations: Creations): Promise<string[]> {
  const found = await world.unknownCreations();
  const { engine, takeover } = await resuming(world, wanted);
  const wrong = failureOf("refresh", await engine.refresh(world.work, { clearPendingCreates: true }));
  const left = (await world.snapshot())?.pendingOperations ?? [];
  if (left.length > 0) wrong.push(`pending after the refresh: ${left.map(({ type }) => type).join()}`);

  const importing = wanted.map((each) => ({ ...each, import: found.get(each.name) ?? "" }));
  const outcome = await world.engine(importing).engine.up(world.work);
  wrong.push(...failureOf("up", outcome), ...takeover(), ...reportingProblems(outcome, []));
  wrong.push(...creationProblems(world, creations, []), ...(await settledProblems(world, wanted)));
  const things = wanted.filter(({ group }) => !group).map(({ name }) => name);
  const there = [...world.cloud.resources.values()].map(({ type }) => nameOf(type));
  if (!isDeepStrictEqual(there.toSorted(), things.toSorted())) wrong.push(`in the cloud are ${there.join()}`);
  return wrong;
}

/** An engine that is started after one was killed, and whether it reported whose lock it took over. */
export async function resuming(world: World, wanted: readonly Wanted[]) {
  const locked = await world.isLocked();
  const notices: string[] = [];
  const { engine } = world.engine(wanted, { onNotice: (line) => notices.push(line) });
  return {
    engine,
    takeover: () =>
      locked === notices.some((line) => /^Took over the lock of proj\/dev .*no longer runs/u.test(line))
        ? []
        : [`a lock was left: ${locked}, and the notices are: ${notices.join()}`],
  };
}

/** What differs between the pending operations of the state and those that the user was told of. */
export function reportingProblems(outcome: Outcome, pending: readonly PendingOperation[]): string[] {
  const told = messages(outcome, "warning");
  const wrong = pending
    .map(({ type, resource }) => `  * ${resource.urn}, interrupted while ${type}`)
    .filter((line) => !told.includes(line))
    .map((line) => `not told:${line}`);
  if (pending.length === 0 && told !== "") wrong.push(`told without reason: ${told}`);
  return wrong;
}

export function failureOf(what: string, outcome: Outcome): string[] {
  return outcome.result === "succeeded" ? [] : [`${what} ${outcome.result}: ${messages(outcome, "error")}`];
}

/** Where state and cloud differ from what the program wants, and files that an interrupted run left behind. */
export async function settledProblems(world: World, wanted: readonly Wanted[]): Promise<string[]> {
  const wrong: string[] = [];
  const { resources = [], pendingOperations = [] } = (await world.snapshot()) ?? {};
  const own = resources.filter(({ type }) => !type.startsWith("pulumi:"));
  const names = own.map(({ urn, delete: doomed }) => (doomed ? `doomed ${nameOf(urn)}` : nameOf(urn)));
  if (!isDeepStrictEqual(names.toSorted(), wanted.map(({ name }) => name).toSorted()))
    wrong.push(`in the state are ${names.join()}`);
  if (pendingOperations.length > 0) wrong.push(`still pending: ${pendingOperations.map(({ type }) => type).join()}`);
  const outOf = (name: string) => `${own.find(({ urn }) => nameOf(urn) === name)?.id}-out`;
  for (const { name, group, inputs = {}, from = {} } of wanted) {
    if (group) continue;
    const id = own.find(({ urn }) => nameOf(urn) === name)?.id ?? "";
    const expected = {
      ...inputs,
      ...Object.fromEntries(Object.entries(from).map(([key, other]) => [key, outOf(other)])),
    };
    const actual = world.cloud.resources.get(id)?.inputs;
    if (!isDeepStrictEqual(actual, expected)) wrong.push(`${name} is ${JSON.stringify(actual)}`);
  }
  return [...wrong, ...(await world.leftovers()).map((name) => `left behind: ${name}`)];
}

/** @param open URNs of creations that the cloud may have carried out twice, since the engine did not see the end of the first */
function creationProblems(world: World, creations: Creations, open: readonly string[]): string[] {
  const urns = new Set(world.cloud.calls.filter(({ call }) => call === "create").map(({ urn }) => urn));
  return [...urns].flatMap((urn) => {
    const expected = creations[nameOf(urn)] ?? 0;
    const most = expected + open.filter((each) => each === urn).length;
    const times = world.creations(urn);
    return times < expected || times > most ? [`${nameOf(urn)} was created ${times} times`] : [];
  });
}

export function messages({ diagnostics }: Outcome, wanted: "error" | "warning"): string {
  return diagnostics.flatMap(({ severity, message }) => (severity === wanted ? [message] : [])).join("\n");
}
