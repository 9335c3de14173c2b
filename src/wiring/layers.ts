import type { FlowPorts } from "../flows/index.ts";
import { type MachinesPorts, machinesLayer } from "../layer/machines/index.ts";
import { type SyncAgentPorts, syncAgentLayer, syncAgents } from "../layer/sync-agent/index.ts";
import { type TerradiffPorts, terradiff } from "../layer/terradiff/index.ts";

/** One adapter for each layer, and what handles the agents of the cluster. */
export function layersOver(
  ports: TerradiffPorts & SyncAgentPorts & MachinesPorts,
): Pick<FlowPorts, "layers" | "syncAgents"> {
  return {
    layers: {
      infrastructure: terradiff(ports),
      cluster: syncAgentLayer(ports),
      machines: machinesLayer(ports),
    },
    syncAgents: syncAgents(ports),
  };
}
