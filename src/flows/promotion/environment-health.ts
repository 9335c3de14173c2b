import type { EnvironmentHealth, EnvironmentRun, Health } from "../../change/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { LastRun } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { type DesiredStates, declaredLayers } from "../selection/index.ts";

/** What environments are looked at with. */
export interface HealthGround {
  readonly tree: CommitTree;
  readonly desired: DesiredStates;
}

export type HealthPorts = Pick<FlowPorts, "health" | "history" | "layers" | "signal" | "clock" | "wait">;

const pollMilliseconds = 5000;

/** An environment that is looked at. */
export interface LookedAtEnvironment {
  readonly environment: string;
  /** Whether the run has just brought it up, so that it may need time to become healthy. */
  readonly isNew: boolean;
  /** What this run did with it. Absent where it did nothing. */
  readonly run?: Pick<EnvironmentRun, "layers">;
}

/** How long a cluster has for what was just handed to it, where no check of its environment has longer. */
const clusterMilliseconds = 60_000;

/**
 * Whether an environment is healthy: by what its cluster says of itself, and by every check that it declares.
 *
 * One that was just brought up is looked at again for as long as its checks allow, and its cluster for a minute at least, until it is
 * healthy.
 */
export async function environmentHealth(
  looked: LookedAtEnvironment,
  ground: HealthGround,
  ports: HealthPorts,
): Promise<EnvironmentHealth> {
  const { environment, isNew } = looked;
  const declared = await ground.desired.healthChecksOf(environment);
  const within = "problem" in declared || !isNew ? 0 : Math.max(0, ...declared.map((each) => each.withinMilliseconds));
  const now = () => ports.clock.now().getTime();
  const start = now();
  for (;;) {
    const ofCluster = await healthOfCluster(looked, ground, ports);
    const ofChecks = await healthOfChecks(environment, ground, ports);
    const health = gravest([ofCluster, ...ofChecks]);
    const isForCluster = isNew && ofChecks.every(({ kind }) => kind === "healthy");
    const end = start + (isForCluster ? Math.max(clusterMilliseconds, within) : within);
    const isOver = now() + pollMilliseconds > end || ports.signal.aborted;
    if (health.kind === "healthy" || isOver) return { environment, health };
    await ports.wait(pollMilliseconds, ports.signal);
  }
}

/** What is known to be wrong comes before what is not known. */
function gravest(found: readonly Health[]): Health {
  const bad = found.find(({ kind }) => kind === "degraded") ?? found.find(({ kind }) => kind === "unknown");
  return bad ?? { kind: "healthy" };
}

/**
 * Of the commit that its agent was handed last, which may not have fetched a later one that changes nothing of it. A run is on record only
 * once it has ended, so of what it has just handed over the record does not know yet.
 */
async function healthOfCluster(
  { environment, run: ofNow }: LookedAtEnvironment,
  { tree, desired }: HealthGround,
  { history, layers, clock }: HealthPorts,
): Promise<Health> {
  const { runs, lost } = await history.lastRuns();
  const isHandedOver = ofNow?.layers.some(({ layer }) => layer === "cluster") ?? false;
  const run = isHandedOver ? runOfNow(environment, tree, clock.now().toISOString()) : runs.get(environment);
  const status = await layers.cluster.status({
    environment,
    commit: run?.commit ?? tree.commit,
    desired: await desired.of(environment),
    declared: await declaredLayers(tree, environment),
    ...(run && { run }),
    lost,
  });
  if (!status || status.verdict === "in-sync" || status.verdict === "applied") return { kind: "healthy" };
  const because = ["its cluster: ", status.detail, ...status.problems.slice(0, 3).map((each) => `; ${each}`)].join("");
  return { kind: status.verdict === "diverged" ? "degraded" : "unknown", because };
}

function runOfNow(environment: string, { commit }: CommitTree, at: string): LastRun {
  return { environment, result: "succeeded", layers: [], milliseconds: 0, verb: "up", commit, at, lostSince: [] };
}

async function healthOfChecks(
  environment: string,
  { desired }: HealthGround,
  { health, signal }: HealthPorts,
): Promise<readonly Health[]> {
  const checks = await desired.healthChecksOf(environment);
  if ("problem" in checks) return [{ kind: "unknown", because: checks.problem.message }];
  return await Promise.all(
    checks.map(
      async (check): Promise<Health> =>
        (await health?.ask(check, signal)) ?? { kind: "unknown", because: `${check.name}: nothing asks it here` },
    ),
  );
}
