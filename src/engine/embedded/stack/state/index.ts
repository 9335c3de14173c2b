/**
 * What a stack consists of, and the place where it is kept: Pulumi's checkpoint in the layout of its file backend.
 *
 * In:   a backend folder, the key of the stack's secrets, the checkout that a run starts from.
 * Out:  {@link Snapshot} in memory with secrets in clear; {@link StateStore}, which encrypts, locks and never writes half a file;
 *       {@link originOf} for those who open one.
 * Must not know: programs, providers, how a snapshot comes to change.
 */
export { stateFolderOf } from "./backend-folder.ts";
export { FileStateStore, type FileStateStoreOptions } from "./file-state-store.ts";
export { stacksFolder } from "./layout.ts";
export { rfc3339 } from "./rfc3339.ts";
export { originOf } from "./run-origin.ts";
export {
  type CustomTimeouts,
  creationsIn,
  emptySnapshot,
  type PendingOperation,
  type PendingOperationType,
  type PluginRecord,
  type Properties,
  type ResourceState,
  type Snapshot,
  stackOutputsOf,
} from "./snapshot.ts";
export type {
  RunOrigin,
  StateStore,
  UpdateKind,
} from "./store.ts";
