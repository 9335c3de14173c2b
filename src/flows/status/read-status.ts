import pLimit from "p-limit";
import { type EnvironmentStatus, type FleetStatus, type KubediffMode, layersInOrder } from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";
import { compareWithWorld, type WorldPorts } from "./compare-with-world.ts";
import { fleetOnRecord } from "./fleet-on-record.ts";
import { undeclaredStacks } from "./undeclared-stacks.ts";

export interface StatusRequest {
  /** Empty: all. */
  readonly environments: readonly string[];
  /** Ask the cloud too (terradiff), and the clusters (kubediff): everything is read from where it stands. Slower, and the only proof. */
  readonly refresh: boolean;
  /** How the clusters are asked. @default exact */
  readonly kubediffMode?: KubediffMode;
}

export type StatusPorts = WorldPorts & Pick<FlowPorts, "git" | "programs" | "reach" | "history">;

/** Where every layer of every environment stands against the checked-out commit. Changes nothing. */
export async function readStatus(request: StatusRequest, ports: StatusPorts): Promise<FleetStatus> {
  const fleet = await fleetOnRecord(request.environments, ports);
  const { wanted, standing, names, records } = fleet;
  const { commit } = fleet.tree;
  const { kubediffMode } = request;
  const compared = request.refresh
    ? await compareWithWorld(wanted, fleet, { ...(kubediffMode && { kubediffMode }) }, ports)
    : undefined;

  const limit = pLimit(ports.parallel);
  const environments = await limit.map(wanted, async (name): Promise<EnvironmentStatus> => {
    const layersCompared = compared?.get(name);
    const known = await fleet.of(name);
    const layers = await Promise.all(
      layersInOrder.map((layer) => {
        const found = layersCompared?.find((each) => each.layer === layer);
        return ports.layers[layer].status(found ? { ...known, compared: found } : known);
      }),
    );
    return {
      environment: name,
      ...("problem" in known.desired && { problem: known.desired.problem }),
      layers: layers.filter((layer) => layer !== undefined),
    };
  });
  const states = await standing.lookedAt(wanted);
  const undeclared =
    request.environments.length > 0 ? [] : await undeclaredStacks(await standing.names(names), commit, records, ports);
  return {
    commit,
    at: ports.clock.now().toISOString(),
    states,
    local: ports.engines.local,
    environments,
    ...(undeclared.length > 0 && { undeclared }),
  };
}
