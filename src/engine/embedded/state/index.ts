/**
 * What a stack consists of, and the place where it is kept: Pulumi's checkpoint in the layout of its file backend.
 *
 * In:   a backend folder, the key of the stack's secrets.
 * Out:  {@link Snapshot} in memory with secrets in clear; {@link StateStore}, which encrypts, locks and never writes half a file.
 * Must not know: programs, providers, how a snapshot comes to change.
 */
export {
  DeploymentRejected,
  describeOwner,
  StackLocked,
  StateDenied,
  StateInconsistent,
  StateNotSaved,
  StateTooNew,
  StateUnreadable,
} from "./errors.ts";
export { FileStateStore, type FileStateStoreOptions } from "./file-state-store.ts";
export { problemsIn } from "./integrity.ts";
export { InvalidStackName } from "./layout.ts";
export {
  type CustomTimeouts,
  emptySnapshot,
  isSecretValue,
  type Manifest,
  type PendingOperation,
  type PendingOperationType,
  type PluginRecord,
  type Properties,
  type ResourceState,
  type SecretValue,
  type Snapshot,
  secretSignature,
  secretValue,
  signatureKey,
} from "./snapshot.ts";
export type {
  LockOwner,
  LockRequest,
  StackLock,
  StackSummary,
  StateStore,
  UpdateKind,
  UpdateRecord,
} from "./store.ts";
