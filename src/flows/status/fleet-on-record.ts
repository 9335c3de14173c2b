import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { LastRuns } from "../../history/index.ts";
import type { OnRecord } from "../../layer/index.ts";
import { keptPromise } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import {
  type DesiredStates,
  declaredLayers,
  dependenciesAmong,
  desiredStates,
  everywhere,
  pendingEnvironments,
  requireKnown,
  type StandingStacks,
  standingStacks,
} from "../selection/index.ts";

/** What Git and the records say of environments, before anything is asked how it stands. */
export interface FleetOnRecord {
  readonly tree: CommitTree;
  /** Names of all environments that the commit declares. */
  readonly names: readonly string[];
  /** Those that are looked at. */
  readonly wanted: readonly string[];
  readonly desired: DesiredStates;
  readonly standing: StandingStacks;
  readonly records: LastRuns;
  of(environment: string): Promise<OnRecord>;
  /**
   * Whether the state of an environment is known to be what its program makes of the commit: its last run applied it, nothing that Git has of
   * it changed since, the program asked nothing else, and the state was not saved after that run.
   */
  isAsApplied(environment: string): Promise<boolean>;
}

/**
 * @param environments empty: all that the commit declares
 * @throws {UnknownEnvironment}
 */
export async function fleetOnRecord(
  environments: readonly string[],
  ports: Pick<FlowPorts, "git" | "programs" | "reach" | "engines" | "history">,
): Promise<FleetOnRecord> {
  const commit = await ports.git.resolve("HEAD");
  const tree = await ports.git.treeOf(commit);
  const names = await new DeclarationIndex(tree).names();
  requireKnown(environments, names);
  const wanted = environments.length > 0 ? environments : names;
  const desired = desiredStates(tree);
  const standing = standingStacks(ports.engines, desired);
  // Without a branch nothing tells which environments wait for the commit.
  const reach = ports.reach.arrival?.branch === undefined ? everywhere : ports.reach;
  const pending = await pendingEnvironments(commit, standing, { ...ports, reach });
  const records = await ports.history.lastRuns();
  const { runs, lost } = records;
  const dependencies = keptPromise(() => dependenciesAmong(tree, names));
  return {
    tree,
    names,
    wanted,
    desired,
    standing,
    records,
    async of(name) {
      const run = runs.get(name);
      const waiting = pending.environments.find((each) => each.name === name);
      return {
        environment: name,
        commit,
        desired: await desired.of(name),
        declared: await declaredLayers(tree, name),
        ...(run && { run }),
        lost,
        standingInstances: () => standing.instances(name),
        ...(waiting && { pending: waiting }),
      };
    },
    async isAsApplied(name) {
      const run = runs.get(name);
      if (!run || run.verb !== "up" || run.result !== "succeeded" || run.lostSince.length > 0) return false;
      if (pending.environments.some((each) => each.name === name)) return false;
      const applied = run.layers.find((each) => each.layer === "infrastructure");
      if (!applied?.repeatable) return false;
      // What it uses of others may have changed without a change in Git.
      if (((await dependencies()).get(name)?.size ?? 0) > 0) return false;
      const saved = await standing.savedAt(name);
      return saved !== undefined && Date.parse(saved) <= Date.parse(applied.at);
    },
  };
}
