import { unhandledLayer } from "../../../src/layer/unhandled/index.ts";
import { type LayerScene, layerContract, unhandledLayerContract } from "./layer-contract.ts";
import { onRecord, steppingClock, targetOf } from "./target.ts";

const sceneOf = (): LayerScene => ({
  adapter: unhandledLayer("machines", { clock: steppingClock() }),
  target: () => targetOf(),
  known: () => onRecord,
  declareMore: () => {},
  hideTheWorld: () => {},
  breakTheWorld: () => {},
  remember: () => {},
  changes: () => [],
});

layerContract("nothing yet", sceneOf);
unhandledLayerContract("nothing yet", sceneOf);
