import type { LayerAdapter } from "../layer.ts";
import { applyMachines } from "./apply-machines.ts";
import { compareMachinesLayer } from "./compare-layer.ts";
import { machinesStatus } from "./machines-status.ts";
import type { MachinesPorts } from "./ports.ts";

/**
 * The layer `machines`: compared by the files and the machines that the last run on record was about, and with the machines themselves where
 * these may be asked; applied by carrying the playbooks out, one batch of machines after the other.
 */
export function machinesLayer(ports: MachinesPorts): LayerAdapter {
  return {
    layer: "machines",
    compare: (target) => compareMachinesLayer(target, ports),
    apply: (target, planned) => applyMachines(target, planned, ports),
    status: (known) => machinesStatus(known),
  };
}
