import type { AffectedEnvironment, AffectedSet, Reason } from "../../change/index.ts";
import type { CommitId, CommitTree } from "../../git/index.ts";
import { keptPromise } from "../../lib/index.ts";
import { type Promotion, type Standing, stageOf } from "../../promotion/index.ts";
import type { FlowPorts } from "../ports.ts";
import {
  affectedEnvironments,
  eitherOf,
  onBranch,
  pendingEnvironments,
  type StandingStacks,
} from "../selection/index.ts";
import { broughtUpTo, type StandingSince, standingSince } from "./standing-since.ts";

/** How far the environments have come that decide about those of a run. */
export interface Standings {
  /** By name: those of the run as pending, and those of the stages before them. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** Those of the run, and those of their stages that its changes touch as well, whichever run has brought them up or tried to. */
  readonly concerned: ReadonlySet<string>;
  /** Of all environments in stages that are not known to stand otherwise. */
  readonly since: ReadonlyMap<string, StandingSince>;
}

/** A run, as far as promotion asks for it. */
export interface RunToPromote {
  /** Never empty, oldest first. */
  readonly promotions: readonly Promotion[];
  /** Names of the environments that the run may bring up. */
  readonly names: ReadonlySet<string>;
  readonly tree: CommitTree;
  /** What the changes that it brings up were merged onto. Absent: what its environments stand at. */
  readonly base?: CommitId;
  readonly standing: StandingStacks;
}

type StandingPorts = Pick<FlowPorts, "git" | "programs" | "history" | "layers" | "reach">;

/** Reads how far everything has come that comes before the environments of a run, under any of its promotions. */
export async function readStandings(run: RunToPromote, ports: StandingPorts): Promise<Standings> {
  const each = [];
  const pending = keptPromise(() => pendingEnvironments(run.tree.commit, run.standing, withBranch(ports)));
  for (const promotion of run.promotions) each.push(await standingsUnder(promotion, run, pending, ports));
  return {
    standings: new Map(each.flatMap(({ standings }) => [...standings])),
    concerned: new Set(each.flatMap(({ concerned }) => [...concerned])),
    since: new Map(each.flatMap(({ since }) => [...since])),
  };
}

async function standingsUnder(
  promotion: Promotion,
  { names: run, tree, base }: RunToPromote,
  pendingOf: () => Promise<AffectedSet>,
  ports: StandingPorts,
): Promise<Standings> {
  const stages = new Set([...run].flatMap((name) => stageOf(promotion, name) ?? []));
  const names = new Set([...stages].flatMap(({ after }) => after));
  const before = promotion.stages.filter(({ name }) => names.has(name)).flatMap(({ environments }) => environments);
  const own = [...stages].flatMap(({ environments }) => environments);
  const { records } = await ports.history.list();
  const since = standingSince(records, new Set([...before, ...own]));
  const outside = before.filter((name) => !run.has(name));
  const inWaves = [...stages].filter(({ canary, waves }) => canary ?? waves).flatMap((stage) => stage.environments);
  const others = inWaves.filter((name) => !run.has(name));
  const bases = base === undefined ? broughtUpTo(records, run) : [base];
  const touched = others.length > 0 ? await touchedSince(bases, tree.commit, ports) : new Set<string>();
  const ofChange = others.filter((name) => touched.has(name));
  const looked = [...outside, ...ofChange];
  const pending = looked.length > 0 ? (await pendingOf()).environments : [];
  const behind = new Map(pending.filter((each) => isForRuns(each, ports)).map((each) => [each.name, each]));
  const standings = new Map<string, Standing>();
  for (const name of looked) {
    const known = since.get(name);
    const isLost = behind.get(name)?.reasons.some(isOfLostRecord) ?? false;
    const isBehind = !known || behind.has(name);
    standings.set(
      name,
      isBehind ? { kind: "behind", ...(isLost && { isLost }) } : { kind: "stands", since: known.since },
    );
  }
  for (const name of run) standings.set(name, { kind: "pending" });
  return { standings, concerned: new Set([...run, ...ofChange]), since };
}

/** Of a tag's commit, what came to the branch with it has to stand in the environments that the branch reaches. */
function withBranch(ports: StandingPorts): StandingPorts {
  const { arrival } = ports.reach;
  if (arrival?.as !== "tag") return ports;
  return { ...ports, reach: eitherOf(ports.reach, onBranch(arrival.branch, ports).reach) };
}

/** What no run applies, such as playbooks, keeps nothing waiting: it would for ever. */
function isForRuns({ layers }: AffectedEnvironment, ports: Pick<FlowPorts, "layers">): boolean {
  return layers.some((layer) => ports.layers[layer].apply);
}

function isOfLostRecord(reason: Reason): boolean {
  return reason.kind === "not-applied" && reason.because === "last-run-unknown";
}

async function touchedSince(
  bases: Iterable<CommitId>,
  head: CommitId,
  ports: StandingPorts,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const base of bases)
    for (const { name } of (await affectedEnvironments({ base, head }, ports)).environments) found.add(name);
  return found;
}
