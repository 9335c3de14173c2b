/**
 * The parts of an environment as Pulumi components. They translate and decide nothing.
 *
 * In:   values of `src/desired`, and the resources of other components that they refer to.
 * Out:  one component per file, with its resources by key.
 * Must not know: environments, files, Git, engines.
 *
 * Resource classes are imported one by one: the packages' own indexes would load every service of the cloud, 0.4 s.
 */
export { Clusters, kubeconfigOf } from "./clusters.ts";
export { Data } from "./data.ts";
export {
  access,
  artifacts,
  caches,
  customRoles,
  documents,
  keys,
  loadBalancers,
  logSinks,
  managedMachines,
  messaging,
  publicBuckets,
  run,
  sharedVpc,
} from "./declared.ts";
export { Identities } from "./identities.ts";
export { createEach, describeEach, known, NothingCreated } from "./lookup.ts";
export { Machines } from "./machines.ts";
export { Network } from "./network.ts";
export { Services } from "./services.ts";
export { SYNC_NAMESPACE, Sync } from "./sync.ts";
export { References } from "./text.ts";
