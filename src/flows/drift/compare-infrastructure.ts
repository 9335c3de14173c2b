import type { Plan } from "../../change/index.ts";
import type { LayerDrift } from "../../drift/index.ts";
import type { OnRecord } from "../../layer/index.ts";
import { compareWithWorld, fleetOnRecord } from "../status/index.ts";
import type { DriftPorts } from "./detect-drift.ts";
import { driftOfLayer } from "./drift-of-layer.ts";
import { exceptionsOf } from "./exceptions-of.ts";

/** The infrastructure of one environment beside the cloud as it is now. */
export interface ComparedInfrastructureNow {
  readonly known: OnRecord;
  /** Absent where the environment has none. */
  readonly drift?: LayerDrift;
  /** What bringing it up would do; absent where that could not be found out. */
  readonly plan?: Plan;
}

/**
 * Compares the infrastructure of one environment with the checked-out commit, by the program and the cloud. Other runs are not looked for: the
 * caller holds its lease.
 *
 * @throws {UnknownEnvironment} @throws {ExceptionsInvalid}
 */
export async function compareInfrastructure(
  environment: string,
  ports: Omit<DriftPorts, "watchRuns">,
): Promise<ComparedInfrastructureNow> {
  const layer = "infrastructure";
  const fleet = await fleetOnRecord([environment], ports);
  const exceptions = await exceptionsOf(fleet, ports);
  const compared = (await compareWithWorld([environment], fleet, { layers: [layer] }, ports)).get(environment) ?? [];
  const known = await fleet.of(environment);
  const drift = await driftOfLayer(layer, known, compared, {
    ports,
    tree: fleet.tree,
    exceptions,
    now: ports.clock.now(),
    stands: (name) => fleet.standing.has(name),
  });
  const found = compared.find((each) => each.layer === layer);
  const plan = found && "plan" in found ? found.plan : undefined;
  return { known, ...(drift && { drift }), ...(plan && { plan }) };
}
