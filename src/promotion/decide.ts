import type { Hold } from "../change/index.ts";
import { type Gate, gateAfter } from "./gate.ts";
import { type Promotion, type Stage, stageOf } from "./promotion.ts";
import type { Standing } from "./standing.ts";
import { soakOfWave, wavesOf } from "./waves.ts";

/** All that decides which environments of a run come next. */
export interface PromotionState {
  /** Never empty, oldest first: the run is held to each of them. */
  readonly promotions: readonly Promotion[];
  /** By name: the environments of the run, and those of all stages before them. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** Environments that the changes of the run concern: its own, and those of their stages that it does not bring up. */
  readonly concerned: ReadonlySet<string>;
  /** By name, those that have to be up before it. */
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What a run does next. */
export type Decision =
  /** Look at the health of these, which decides about others or was changed by the run. */
  | { readonly kind: "check"; readonly environments: readonly string[] }
  /** Bring these up, in the order they depend on each other. */
  | { readonly kind: "start"; readonly environments: readonly string[] }
  /** Nothing more is due: every environment that is left is held. */
  | { readonly kind: "end"; readonly holds: readonly Hold[] };

/**
 * Which environments of a run come next at a time.
 *
 * Starts nothing before everything in the stages and waves before it stands at the commit, has stood there for as long as its stage
 * soaks, and is healthy. Environments in no stage wait only for those that they depend on. Asked again with what came of its answer,
 * it comes to its end.
 *
 * Of several promotions each has to let an environment start. Where one says the contrary of another, so that each environment waits for
 * one that waits for it, the newest decides.
 *
 * @param now in milliseconds
 */
export function decide(state: PromotionState, now: number): Decision {
  const under = state.promotions.map((promotion) => ({
    waiting: waitingEnvironments(promotion, state, now),
    promotion,
  }));
  const check = new Set(under.flatMap(({ waiting, promotion }) => [...toCheck(waiting, promotion, state)]));
  if (check.size > 0) return { kind: "check", environments: [...check].toSorted() };

  const starts = under.map(({ waiting }) => startable(waiting, state));
  const [newest = []] = starts.slice(-1);
  const start = newest.filter((name) => starts.every((each) => each.includes(name)));
  if (start.length > 0) return { kind: "start", environments: start };
  const holds = under.flatMap(({ waiting }, index) =>
    [...waiting].flatMap(([name, each]) => (starts[index]?.includes(name) ? [] : [holdOf(name, each, state)])),
  );
  const isPending = (name: string) => state.standings.get(name)?.kind === "pending";
  const isContrary = holds.every((hold) => hold.kind === "behind" && isPending(hold.of));
  if (newest.length > 0 && isContrary) return { kind: "start", environments: newest };
  return { kind: "end", holds: withTimes(gravestOfEach(holds, isPending)) };
}

function toCheck(
  waiting: ReadonlyMap<string, Waiting>,
  promotion: Promotion,
  { standings }: PromotionState,
): ReadonlySet<string> {
  const unchecked = [...standings].flatMap(([name, standing]) =>
    standing.kind === "stands" && standing.isOfRun && !standing.health && stageOf(promotion, name) ? [name] : [],
  );
  const asked = new Set([...waiting.values()].map(({ gate }) => gate));
  return new Set([...unchecked, ...[...asked].flatMap((gate) => (gate.kind === "unchecked" ? gate.environments : []))]);
}

/** One for each environment that is held: what a person has to mend before what comes by itself, and of times the last. */
function gravestOfEach(holds: readonly Hold[], isPending: (name: string) => boolean): readonly Hold[] {
  const graveness = (hold: Hold) => {
    if (hold.kind === "behind") return isPending(hold.of) ? 3 : 2;
    return { failed: 0, unhealthy: 1, soaking: 4 }[hold.kind];
  };
  const timeOf = (hold: Hold) => (hold.kind === "soaking" ? Date.parse(hold.until) : 0);
  const sorted = holds.toSorted((one, other) => graveness(one) - graveness(other) || timeOf(other) - timeOf(one));
  const names = new Set(holds.map(({ environment }) => environment));
  return [...names].flatMap((name) => sorted.find(({ environment }) => environment === name) ?? []);
}

/** Says of those that wait for another held one when that may follow, where time alone decides. */
function withTimes(holds: readonly Hold[]): readonly Hold[] {
  const byName = new Map(holds.map((hold) => [hold.environment, hold]));
  const timeOf = (name: string, below: ReadonlySet<string>): string | undefined => {
    const hold = byName.get(name);
    if (!hold || below.has(name)) return undefined;
    if (hold.kind === "soaking") return hold.until;
    return hold.kind === "behind" ? timeOf(hold.of, new Set([...below, name])) : undefined;
  };
  return holds.map((hold) => {
    const notBefore = hold.kind === "behind" ? timeOf(hold.of, new Set([hold.environment])) : undefined;
    return notBefore === undefined ? hold : { ...hold, notBefore };
  });
}

interface Waiting {
  /** Absent of an environment in no stage. */
  readonly stage?: Stage;
  /** One for all environments of a wave. */
  readonly gate: Gate;
}

/** The pending environments, each with what it has to wait for. */
function waitingEnvironments(promotion: Promotion, state: PromotionState, now: number): ReadonlyMap<string, Waiting> {
  const { standings } = state;
  const ofStages = new Map(promotion.stages.flatMap((stage) => [...waitingOfStage(stage, promotion, state, now)]));
  const pending = [...standings].flatMap(([name, { kind }]) => (kind === "pending" ? [name] : []));
  return new Map(pending.map((name) => [name, ofStages.get(name) ?? { gate: { kind: "open" } }]));
}

function waitingOfStage(
  stage: Stage,
  promotion: Promotion,
  { standings, concerned, dependencies }: PromotionState,
  now: number,
): ReadonlyMap<string, Waiting> {
  const members = stage.environments.filter((name) => concerned.has(name));
  const before = promotion.stages
    .filter(({ name }) => stage.after.includes(name))
    .flatMap(({ environments, soakMilliseconds }) =>
      environments.map((environment) => ({ environment, soakMilliseconds })),
    );
  const found = new Map<string, Waiting>();
  for (const [index, wave] of wavesOf(stage, members, dependencies).entries()) {
    const gate = gateAfter(before, standings, now);
    for (const name of wave) found.set(name, { stage, gate });
    const soakMilliseconds = soakOfWave(stage, index);
    before.push(...wave.map((environment) => ({ environment, soakMilliseconds })));
  }
  return found;
}

/** Those whose gate is open, and whose dependencies in the run are done or start with them. */
function startable(
  waiting: ReadonlyMap<string, Waiting>,
  { standings, dependencies }: PromotionState,
): readonly string[] {
  const start = new Set([...waiting].flatMap(([name, { gate }]) => (gate.kind === "open" ? [name] : [])));
  for (let size = -1; size !== start.size; ) {
    size = start.size;
    for (const name of start)
      for (const upstream of dependencies.get(name) ?? []) {
        const kind = standings.get(upstream)?.kind;
        if (kind === "failed" || (kind === "pending" && !start.has(upstream))) start.delete(name);
      }
  }
  return [...start].toSorted();
}

function holdOf(name: string, { stage, gate }: Waiting, { standings, dependencies }: PromotionState): Hold {
  const held = { environment: name, ...(stage && { stage: stage.name }) };
  if (gate.kind === "held") return { ...held, ...gate.because };
  const upstream = [...(dependencies.get(name) ?? [])].toSorted();
  const failed = upstream.find((each) => standings.get(each)?.kind === "failed");
  if (failed !== undefined) return { ...held, kind: "failed", of: failed };
  return { ...held, kind: "behind", of: upstream.find((each) => standings.get(each)?.kind === "pending") ?? name };
}
