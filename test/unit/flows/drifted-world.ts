import type { FleetDrift, LayerDrift } from "../../../src/drift/index.ts";
import { bringUp, detectDrift, type FlowPorts } from "../../../src/flows/index.ts";
import type { DriverWorld } from "../../fakes/driver/driver-world.ts";

const request = { environments: [], layers: [] };

export async function broughtUp(world: DriverWorld): Promise<DriverWorld> {
  const up = {
    environments: [],
    refresh: false,
    requirePreview: false,
    confirm: async () => await Promise.resolve(true),
  };
  await bringUp(up, world.ports);
  return world;
}

export const drifted = async (world: DriverWorld, ports: Partial<FlowPorts> = {}) =>
  await detectDrift(request, { ...world.ports, ...ports });
export const verdicts = ({ environments }: FleetDrift) =>
  Object.fromEntries(
    environments.map(({ environment, layers }) => [environment, layers.map(({ verdict }) => verdict)]),
  );
export const layerOf = (drift: FleetDrift, environment: string): LayerDrift | undefined =>
  drift.environments.find((each) => each.environment === environment)?.layers[0];
export const differences = (drift: FleetDrift, environment: string) =>
  layerOf(drift, environment)?.differences.map(({ subject, change, cause }) => [subject, change, cause.kind]);
