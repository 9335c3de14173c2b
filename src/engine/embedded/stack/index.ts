/**
 * What the engine knows of one stack: its project and configuration, the key of its secrets, the place of its state.
 *
 * In:   the program's folder, a backend folder, a passphrase.
 * Out:  {@link ConfigSource}, {@link PassphraseKeys}, {@link StateStore}; {@link Snapshot} in memory with secrets in clear.
 * Must not know: programs, providers, how a snapshot comes to change.
 */
export {
  assignedValue,
  type ConfigSource,
  fileConfigSource,
  type ProjectSettings,
  type ResolvedConfig,
  readProject,
  readStackFile,
  requirePulumiVersion,
  secretTextsOf,
  stackFilePath,
  writeStackValues,
} from "./config/index.ts";
export { driverPassphrase } from "./passphrase/index.ts";
export {
  type Crypter,
  PassphraseKeys,
  type PassphraseSource,
} from "./secrets/index.ts";
export {
  type CustomTimeouts,
  creationsIn,
  emptySnapshot,
  FileStateStore,
  type FileStateStoreOptions,
  originOf,
  type PendingOperation,
  type PendingOperationType,
  type PluginRecord,
  type Properties,
  type ResourceState,
  type RunOrigin,
  rfc3339,
  type Snapshot,
  type StateStore,
  stackOutputsOf,
  stateFolderOf,
  type UpdateKind,
} from "./state/index.ts";
