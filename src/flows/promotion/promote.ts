import pLimit from "p-limit";
import {
  type AffectedEnvironment,
  type EnvironmentHealth,
  type EnvironmentRun,
  type Hold,
  holdText,
  isGoodEnd,
  problemOf,
} from "../../change/index.ts";
import type { CommitId } from "../../git/index.ts";
import { decide, type Standing } from "../../promotion/index.ts";
import type { FlowPorts } from "../ports.ts";
import { leftAlone } from "../run/index.ts";
import { environmentHealth, type HealthGround, type HealthPorts } from "./environment-health.ts";
import { type RunToPromote, readStandings } from "./read-standings.ts";
import { endOf, hasChangedNothing, type StandingSince } from "./standing-since.ts";

/** What a run that kept to the promotion file did. */
export interface Promoted {
  /** In the order of the run's environments. */
  readonly environments: readonly EnvironmentRun[];
  /** Of those that were looked at, as each was found last. */
  readonly health: readonly EnvironmentHealth[];
}

/** What a run brings up. */
export interface Promoting extends HealthGround, Pick<RunToPromote, "promotions" | "base" | "standing"> {
  readonly affected: readonly AffectedEnvironment[];
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
  /** Brings these up, those first that others depend on. */
  readonly run: (environments: readonly AffectedEnvironment[]) => Promise<readonly EnvironmentRun[]>;
}

export type PromotePorts = HealthPorts & Pick<FlowPorts, "git" | "programs" | "reach" | "onProgress" | "parallel">;

/**
 * Brings environments up stage by stage and wave by wave, and looks at the health of everything that comes before a wave before each one.
 *
 * Stops by itself: what comes after an environment that failed, is not healthy or has to stand for longer is held and not touched.
 */
export async function promote(promoting: Promoting, ports: PromotePorts): Promise<Promoted> {
  const { promotions, affected, dependencies, tree } = promoting;
  const names = new Set(affected.map(({ name }) => name));
  const known = await readStandings({ ...promoting, names }, ports);
  const standings = new Map(known.standings);
  const runs = new Map<string, EnvironmentRun>();
  const health = new Map<string, EnvironmentHealth>();
  const now = () => ports.clock.now().getTime();
  const start = async (wanted: readonly AffectedEnvironment[]) => {
    for (const run of await promoting.run(wanted)) {
      const { name } = run.affected;
      runs.set(name, run);
      standings.set(name, standingAfter(run, known.since.get(name), tree.commit, now()));
    }
    // A wave may take long, so that what was healthy before it is looked at again before the next one.
    for (const [name, standing] of standings)
      if (standing.kind === "stands" && standing.health?.kind === "healthy")
        standings.set(name, { kind: "stands", since: standing.since });
  };
  try {
    for (;;) {
      const left = affected.filter(({ name }) => !runs.has(name));
      if (ports.signal.aborted) {
        await start(left);
        break;
      }
      const decision = decide({ promotions, standings, concerned: known.concerned, dependencies }, now());
      if (decision.kind === "end") {
        for (const hold of decision.holds) runs.set(hold.environment, heldRun(hold, left, ports));
        break;
      }
      const next = new Set(decision.environments);
      if (decision.kind === "start") await start(left.filter(({ name }) => next.has(name)));
      else {
        for (const looked of await lookAt(decision.environments, runs, health, promoting, ports)) {
          const { environment, health: found } = looked;
          health.set(environment, looked);
          const standing = standings.get(environment);
          if (standing?.kind === "stands") standings.set(environment, { ...standing, health: found });
        }
      }
    }
  } catch (thrown) {
    if (runs.size === 0) throw thrown;
    // What was brought up by then has to come on record.
    const because = `what comes next cannot be told: ${problemOf(thrown).message}`;
    for (const each of affected)
      if (!runs.has(each.name)) runs.set(each.name, leftAlone(each, { kind: "not-started", because }, ports));
  }
  return { environments: affected.flatMap(({ name }) => runs.get(name) ?? []), health: [...health.values()] };
}

/** One that was as it had to be stands for as long as before. */
function standingAfter(
  run: EnvironmentRun,
  before: StandingSince | undefined,
  commit: CommitId,
  now: number,
): Standing {
  if (!run.layers.every(isGoodEnd)) return { kind: "failed" };
  const isSame = before !== undefined && hasChangedNothing(run, before.commit === commit);
  return { kind: "stands", since: isSame ? before.since : (endOf(run.layers) ?? now), isOfRun: true };
}

function heldRun(
  held: Hold,
  affected: readonly AffectedEnvironment[],
  { clock, onProgress }: Pick<PromotePorts, "clock" | "onProgress">,
): EnvironmentRun {
  const of = affected.find(({ name }) => name === held.environment);
  if (!of) throw new Error(`${held.environment} is held and not of this run.`);
  const run = { ...leftAlone(of, { kind: "not-started", because: holdText(held) }, { clock }), held };
  onProgress({ kind: "ran", environment: held.environment, run });
  return run;
}

async function lookAt(
  environments: readonly string[],
  runs: ReadonlyMap<string, EnvironmentRun>,
  before: ReadonlyMap<string, EnvironmentHealth>,
  ground: HealthGround,
  ports: PromotePorts,
): Promise<readonly EnvironmentHealth[]> {
  const limit = pLimit(ports.parallel);
  return await limit.map(environments, (environment) => {
    const run = runs.get(environment);
    const isNew = run !== undefined && !before.has(environment);
    return environmentHealth({ environment, isNew, ...(run && { run }) }, ground, ports);
  });
}
