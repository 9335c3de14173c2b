import pLimit from "p-limit";
import {
  type EnvironmentStatus,
  type FleetStatus,
  type KubediffMode,
  type LayerPreview,
  layersInOrder,
} from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { OnRecord } from "../../layer/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import { kubediffsAt } from "../kubediff/index.ts";
import type { FlowPorts } from "../ports.ts";
import { type LookedAt, previewEnvironments } from "../preview/index.ts";
import {
  type DesiredStates,
  declaredLayers,
  desiredStates,
  everywhere,
  infrastructureOf,
  pendingEnvironments,
  requireKnown,
  type StandingStacks,
  standingStacks,
} from "../selection/index.ts";
import { undeclaredStacks } from "./undeclared-stacks.ts";

export interface StatusRequest {
  /** Empty: all. */
  readonly environments: readonly string[];
  /** Ask the cloud too (terradiff), and the clusters (kubediff): everything is read from where it stands. Slower, and the only proof. */
  readonly refresh: boolean;
  /** How the clusters are asked. @default exact */
  readonly kubediffMode?: KubediffMode;
}

export type StatusPorts = Pick<
  FlowPorts,
  | "git"
  | "programs"
  | "reach"
  | "engines"
  | "layers"
  | "workspaces"
  | "source"
  | "history"
  | "clock"
  | "wait"
  | "signal"
  | "onProgress"
  | "parallel"
  | "memory"
  | "manifests"
  | "comparison"
>;

/** Where every layer of every environment stands against the checked-out commit. Changes nothing. */
export async function readStatus(request: StatusRequest, ports: StatusPorts): Promise<FleetStatus> {
  const commit = await ports.git.resolve("HEAD");
  const tree = await ports.git.treeOf(commit);
  const names = await new DeclarationIndex(tree).names();
  requireKnown(request.environments, names);
  const wanted = request.environments.length > 0 ? request.environments : names;
  const desired = desiredStates(tree);
  const standing = standingStacks(ports.engines, desired);
  // Without a branch nothing tells which environments wait for the commit.
  const reach = ports.reach.arrival?.branch === undefined ? everywhere : ports.reach;
  const pending = await pendingEnvironments(commit, standing, { ...ports, reach });
  const { runs, lost } = await ports.history.lastRuns();
  const { kubediffMode } = request;
  const compared = request.refresh
    ? await compareWithWorld(wanted, tree, { desired, standing, kubediffMode }, ports)
    : undefined;

  const limit = pLimit(ports.parallel);
  const environments = await limit.map(wanted, async (name): Promise<EnvironmentStatus> => {
    const run = runs.get(name);
    const waiting = pending.environments.find((each) => each.name === name);
    const layersCompared = compared?.get(name);
    const declaration = await desired.of(name);
    const known: OnRecord = {
      environment: name,
      commit,
      desired: declaration,
      declared: await declaredLayers(tree, name),
      ...(run && { run }),
      lost,
      ...(waiting && { pending: waiting }),
    };
    const layers = await Promise.all(
      layersInOrder.map((layer) => {
        const found = layersCompared?.find((each) => each.layer === layer);
        return ports.layers[layer].status(found ? { ...known, compared: found } : known);
      }),
    );
    return {
      environment: name,
      ...("problem" in declaration && { problem: declaration.problem }),
      layers: layers.filter((layer) => layer !== undefined),
    };
  });
  const states = await standing.lookedAt(wanted);
  const undeclared =
    request.environments.length > 0
      ? []
      : await undeclaredStacks(await standing.names(names), commit, { runs, lost }, ports);
  return {
    commit,
    at: ports.clock.now().toISOString(),
    states,
    local: ports.engines.local,
    environments,
    ...(undeclared.length > 0 && { undeclared }),
  };
}

interface ToCompare {
  readonly desired: DesiredStates;
  readonly standing: StandingStacks;
  readonly kubediffMode: KubediffMode | undefined;
}

/** By environment, what its layers differ in from what the cloud and the clusters say. */
async function compareWithWorld(
  names: readonly string[],
  tree: CommitTree,
  { desired, standing, kubediffMode }: ToCompare,
  ports: StatusPorts,
): Promise<ReadonlyMap<string, readonly LayerPreview[]>> {
  const clusters = kubediffsAt(tree, kubediffMode, ports);
  const workspace = await ports.workspaces.at(tree.commit);
  return await cleaningUp(
    async () => {
      const config = await ports.source.config();
      const at: LookedAt = {
        tree,
        desired,
        workspace,
        config,
        refresh: true,
        standing,
        ...clusters,
        only: clusters.kubediffs ? ["infrastructure", "cluster"] : ["infrastructure"],
      };
      const compared = await previewEnvironments(names.map(infrastructureOf), at, ports);
      return new Map(compared.map(({ preview: { affected, layers } }) => [affected.name, layers] as const));
    },
    () => workspace.dispose(),
  );
}
