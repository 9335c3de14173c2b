import pLimit from "p-limit";
import { problemOf, type StandingInstances, type StateLookedAt } from "../../change/index.ts";
import { instanceIdsIn } from "../../playbook/index.ts";
import type { Engines, StackState } from "../ports.ts";
import type { DesiredStates } from "./desired-states.ts";

/** What stands according to the state, as it was when this was made. */
export interface StandingStacks {
  /** Whether the state holds resources of the environment; `undefined` where that is not known. */
  has(environment: string): Promise<boolean | undefined>;
  /** Names its state as it was last saved, with the place of the state; `undefined` where that is not known. */
  saved(environment: string): Promise<string | undefined>;
  /** When its state was saved last, in ISO 8601; `undefined` where that is not known, or it holds nothing. */
  savedAt(environment: string): Promise<string | undefined>;
  /** Whether the state of the environment is still as {@link saved} named it. Asks the state again; false where it does not say. */
  isAsSaved(environment: string): Promise<boolean>;
  /** The virtual machines that the state of an environment holds. Reads the state of that environment alone, and never rejects. */
  instances(environment: string): Promise<StandingInstances>;
  /** Names of all stacks with resources in the states of these environments, and in the nearest one. Those that cannot be listed are left out. */
  names(environments: readonly string[]): Promise<readonly string[]>;
  /** The states that hold, or would hold, these environments; that of simulated ones where none is named. */
  lookedAt(environments: readonly string[]): Promise<readonly StateLookedAt[]>;
}

/** Asks each state at most once, and only where an environment is kept in it. */
export function standingStacks(
  engines: Pick<Engines, "stateFor" | "engineFor" | "project">,
  desired: DesiredStates,
): StandingStacks {
  const asked = new Map<string, Promise<StackState>>();
  const stateFor = (kind: "local" | "gcp") => {
    const state = asked.get(kind) ?? engines.stateFor({ kind });
    asked.set(kind, state);
    return state;
  };
  const stateOf = async (name: string) => stateFor((await desired.cloudOf(name)) ?? "local");
  const nameOf = ({ location }: StackState, at: string | undefined) =>
    at === undefined ? undefined : `${location} ${at}`;
  const saved = async (name: string) => {
    const state = await stateOf(name);
    if (!state.stacks?.has(name)) return state.stacks && `${state.location} holds nothing`;
    return nameOf(state, state.stacks.get(name));
  };
  // Each holds a whole state, or a process of the Pulumi CLI.
  const reading = pLimit(4);
  const instances = new Map<string, Promise<StandingInstances>>();
  const instancesOf = async (name: string): Promise<StandingInstances> => {
    try {
      const declared = await desired.of(name);
      if ("problem" in declared) return declared;
      const state = await engines.engineFor(declared).exportState({ project: engines.project, stack: name });
      return { ids: instanceIdsIn(state), declared: declared.machines.map(({ key }) => key) };
    } catch (thrown) {
      return { problem: problemOf(thrown) };
    }
  };
  return {
    async has(name) {
      // What the nearest state holds needs no look at the declaration: most often that answers it.
      if ((await stateFor("local")).stacks?.has(name)) return true;
      return (await stateOf(name)).stacks?.has(name);
    },
    saved,
    async savedAt(name) {
      return (await stateOf(name)).stacks?.get(name);
    },
    async isAsSaved(name) {
      const state = await stateOf(name);
      if (!state.savedNow) return false;
      const now = await state.savedNow(name);
      return (now === "nothing" ? `${state.location} holds nothing` : nameOf(state, now)) === (await saved(name));
    },
    async instances(name) {
      const known = instances.get(name) ?? reading(() => instancesOf(name));
      instances.set(name, known);
      return await known;
    },
    async names(environments) {
      const states = new Set(await Promise.all([stateFor("local"), ...environments.map(stateOf)]));
      return [...new Set([...states].flatMap(({ stacks }) => [...(stacks?.keys() ?? [])]))];
    },
    async lookedAt(names) {
      const states = names.length === 0 ? [await stateFor("local")] : await Promise.all(names.map(stateOf));
      const byLocation = new Map(states.map((state) => [state.location, state]));
      return [...byLocation.values()]
        .map(({ location, stacks }) => ({ location, ...(stacks && { stacks: stacks.size }) }))
        .toSorted((a, b) => (a.location < b.location ? -1 : 1));
    },
  };
}
