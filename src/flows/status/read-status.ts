import pLimit from "p-limit";
import { type EnvironmentStatus, type FleetStatus, type LayerPreview, layersInOrder } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { OnRecord } from "../../layer/index.ts";
import { cleaningUp } from "../../lib/index.ts";
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
  /** Ask the cloud too (terradiff): a preview that reads every managed resource first. Slower, and the only proof. */
  readonly refresh: boolean;
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
  const compared = request.refresh ? await compareWithCloud(wanted, tree, { desired, standing }, ports) : undefined;

  const limit = pLimit(ports.parallel);
  const environments = await limit.map(wanted, async (name): Promise<EnvironmentStatus> => {
    const run = runs.get(name);
    const waiting = pending.environments.find((each) => each.name === name);
    const infrastructure = compared?.get(name);
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
      layersInOrder.map((layer) =>
        ports.layers[layer].status(
          layer === "infrastructure" && infrastructure ? { ...known, compared: infrastructure } : known,
        ),
      ),
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

/** By environment, what its infrastructure differs in from what the cloud says. */
async function compareWithCloud(
  names: readonly string[],
  tree: CommitTree,
  { desired, standing }: { readonly desired: DesiredStates; readonly standing: StandingStacks },
  ports: StatusPorts,
): Promise<ReadonlyMap<string, LayerPreview>> {
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
        only: ["infrastructure"],
      };
      const compared = await previewEnvironments(names.map(infrastructureOf), at, ports);
      return new Map(
        compared.flatMap(({ preview: { affected, layers } }) => layers.map((layer) => [affected.name, layer] as const)),
      );
    },
    () => workspace.dispose(),
  );
}
