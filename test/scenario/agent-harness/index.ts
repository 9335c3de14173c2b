/**
 * What the agent's scenarios are played with: an API server, a Git server, agents as processes.
 *
 * In:   nothing, or GROUNDWORK_TEST_KUBECONFIG to play them on another API server.
 * Out:  {@link World}, {@link Space}, manifests, {@link eventually}.
 * Must not know: how the agent works inside.
 */
export { EdgeRepository, factMap } from "./edge-repository.ts";
export { eventually } from "./eventually.ts";
export { FaultyApi } from "./faulty-api.ts";
export {
  configMap,
  definitionOf,
  deployment,
  manyObjects,
  thousandObjects,
  widget,
  widgetDefinition,
} from "./manifests.ts";
export { installDefinition, type TestCluster, testCluster, untilServed } from "./test-cluster.ts";
export { type Space, World } from "./world.ts";
