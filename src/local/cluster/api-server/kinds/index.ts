/**
 * What an API server serves: resources, their versions, kinds and types.
 *
 * In:   the facts, CustomResourceDefinitions of one cluster.
 * Out:  {@link Catalog} of {@link ResourceType}s.
 * Must not know: requests, what is allowed in an object.
 */
export { builtInTypeOf } from "./built-in.ts";
export { Catalog, crdTable } from "./catalog.ts";
export {
  apiVersionOf,
  groupVersionOf,
  type PrinterColumn,
  type ResourceType,
  tableOf,
} from "./resource-type.ts";
