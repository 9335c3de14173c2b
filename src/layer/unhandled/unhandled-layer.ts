import type { Layer } from "../../change/index.ts";
import type { Clock } from "../../lib/index.ts";
import type { LayerAdapter } from "../layer.ts";

/** Says of a layer that it is not handled, so that it is shown, counted as unknown and never recorded as applied. */
export function unhandledLayer(layer: Layer, { clock }: { readonly clock: Clock }): LayerAdapter {
  return {
    layer,
    compare: async () => ({ layer, at: clock.now().toISOString(), kind: "not-handled" }),
    async status({ declared }) {
      if (!declared.includes(layer)) return undefined;
      return { layer, verdict: "unknown", detail: `${layer} are not handled yet`, problems: [] };
    },
  };
}
