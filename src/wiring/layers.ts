import type { Layers } from "../flows/index.ts";
import { type SyncAgentPorts, syncAgentLayer } from "../layer/sync-agent/index.ts";
import { type TerradiffPorts, terradiff } from "../layer/terradiff/index.ts";
import { unhandledLayer } from "../layer/unhandled/index.ts";

/** One adapter for each layer. */
export function layersOver(ports: TerradiffPorts & SyncAgentPorts): Layers {
  return {
    infrastructure: terradiff(ports),
    cluster: syncAgentLayer(ports),
    machines: unhandledLayer("machines", ports),
  };
}
