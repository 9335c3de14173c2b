/**
 * What requests do with objects, in any version and with any verb.
 *
 * In:   a cluster's store and catalog, places, objects and patches as clients sent them.
 * Out:  {@link createObject}, {@link replaceObject}, {@link patchObject}, {@link deleteObject}, {@link listObjects}, {@link watchObjects}.
 * Must not know: HTTP, who may do what.
 */
export { isSet } from "./list-options.ts";
export { listObjects, type ObjectPage, type Selection, selectionOf } from "./lister.ts";
export { type ConfirmWrite, requireManager, requireNoForce, type WriteOptions, writeOptions } from "./options.ts";
export { applyThrough, changed, patchObject, patchTypes, readApplied } from "./patcher.ts";
export { readObject } from "./read-object.ts";
export { collectorFinalizers, definitionCleanup, deleteObject, removeOptions } from "./remover.ts";
export { type WatchEvent, watchObjects } from "./watcher.ts";
export {
  type ClusterState,
  createObject,
  existing,
  managedAsNew,
  type Place,
  removeObject,
  replaceObject,
  requireSame,
  stored,
  timestamp,
} from "./writer.ts";
