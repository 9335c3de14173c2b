import pLimit from "p-limit";
import { type KubediffMode, type Layer, layersInOrder } from "../../change/index.ts";
import { type EnvironmentDrift, type FleetDrift, type LayerDrift } from "../../drift/index.ts";
import type { FlowPorts } from "../ports.ts";
import { programIsOfBase } from "../preview/index.ts";
import { mainLineOf } from "../selection/index.ts";
import {
  compareWithWorld,
  type FleetOnRecord,
  fleetOnRecord,
  undeclaredStacks,
  type WorldPorts,
} from "../status/index.ts";
import { driftOfLayer } from "./drift-of-layer.ts";
import { exceptionsOf } from "./exceptions-of.ts";

export interface DriftRequest {
  /** Empty: all. */
  readonly environments: readonly string[];
  /** Empty: all. */
  readonly layers: readonly Layer[];
  /** How the clusters are asked. @default exact */
  readonly kubediffMode?: KubediffMode;
}

export type DriftPorts = WorldPorts &
  Pick<FlowPorts, "git" | "programs" | "reach" | "history" | "watchRuns" | "auditLogs" | "machines" | "isForOutside">;

/**
 * Compares environments with the checked-out commit, layer by layer, each difference with its cause. Changes nothing and takes no lock.
 *
 * An environment on which a run acts meanwhile is unknown: what was found of it is not what will stand.
 *
 * @throws {UnknownEnvironment} @throws {ExceptionsInvalid} @throws {LeasesUnreachable}
 */
export async function detectDrift(request: DriftRequest, ports: DriftPorts): Promise<FleetDrift> {
  const fleet = await fleetOnRecord(request.environments, ports);
  const { wanted, standing, tree } = fleet;
  const exceptions = await exceptionsOf(fleet, ports);
  const runs = await ports.watchRuns?.(wanted);
  const layers = request.layers.length > 0 ? request.layers : layersInOrder;
  const { kubediffMode } = request;
  const compared = await compareWithWorld(
    wanted,
    fleet,
    {
      ...(kubediffMode && { kubediffMode }),
      layers,
      mayShareProcess: await mayShareProcess(fleet, ports),
      isAsApplied: (name) => fleet.isAsApplied(name),
    },
    ports,
  );
  ports.memory?.release?.();
  const limit = pLimit(ports.parallel);
  const environments = await limit.map(wanted, async (name): Promise<EnvironmentDrift> => {
    const known = await fleet.of(name);
    const found = await Promise.all(
      layers.map((layer) =>
        driftOfLayer(layer, known, compared.get(name) ?? [], {
          ports,
          tree,
          exceptions,
          now: ports.clock.now(),
          stands: (environment) => standing.has(environment),
        }),
      ),
    );
    return {
      environment: name,
      ...("problem" in known.desired && { problem: known.desired.problem }),
      layers: found.filter((layer) => layer !== undefined),
    };
  });
  const undeclared =
    request.environments.length > 0
      ? []
      : await undeclaredStacks(await standing.names(fleet.names), tree.commit, fleet.records, ports);
  const acting = (await runs?.acting(ports.signal)) ?? new Map<string, string>();
  return {
    commit: tree.commit,
    at: ports.clock.now().toISOString(),
    local: ports.engines.local,
    states: await standing.lookedAt(wanted),
    environments: environments.map((each) => changing(each, acting.get(each.environment))),
    ...(undeclared.length > 0 && { undeclared }),
  };
}

/** What a run is about to change is no drift, and is not known either. */
function changing(drift: EnvironmentDrift, run: string | undefined): EnvironmentDrift {
  if (run === undefined) return drift;
  const layers = drift.layers.map((layer): LayerDrift => {
    const detail = `changing: a run acts on it or did so meanwhile, ${run}`;
    return { ...layer, verdict: "unknown", changing: true, detail };
  });
  return { ...drift, layers };
}

/** A program that the main branch has is no stranger's. */
async function mayShareProcess(
  { tree }: FleetOnRecord,
  { git, isForOutside = false }: Pick<FlowPorts, "git" | "isForOutside">,
): Promise<boolean> {
  if (isForOutside) return false;
  const main = await mainLineOf(git);
  return main !== undefined && (await programIsOfBase({ base: main.commit, head: tree.commit }, git));
}
