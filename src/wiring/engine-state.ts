// Imports single files: a stack's key is derived while the folders' indexes are loaded.
import { PassphraseKeys, type PassphraseSource } from "../engine/embedded/stack/secrets/passphrase-keys.ts";
import { FileStateStore } from "../engine/embedded/stack/state/file-state-store.ts";
import type { StackName } from "../engine/index.ts";

/** Where an embedded engine keeps its states, and how. */
export interface StateSettings {
  /** Folder of the state: it holds `.pulumi`. */
  readonly root: string;
  readonly passphrase: PassphraseSource;
  /** Version of Groundwork, which checkpoints are signed with. */
  readonly version: string;
  /** Waits for stacks that another process is changing, instead of refusing. */
  readonly wait?: boolean;
  /** Reports whose lock is taken over or waited for. */
  readonly onNotice?: (line: string) => void;
  /** The fencing number of the lease under which a stack is changed; `undefined` for one that is changed without a lease. */
  readonly fenceOf?: (stack: StackName) => number | undefined;
  /** Secrets are read without a key, as unknown ones. Nothing can be saved then. @default false */
  readonly withholdsSecrets?: boolean;
  /** The salt in a stack's configuration file, so that one key serves configuration and state. */
  readonly saltOf?: (stack: StackName) => Promise<string | undefined>;
}

/** The states of an embedded engine, with the keys that configuration and state share. */
export interface EngineState {
  readonly keys: PassphraseKeys;
  readonly store: FileStateStore;
}

export function openState(settings: StateSettings): EngineState {
  const { root, passphrase, version, wait, onNotice, saltOf, fenceOf, withholdsSecrets } = settings;
  const keys = new PassphraseKeys(passphrase);
  const store = new FileStateStore({
    root,
    keys,
    writtenBy: `groundwork-v${version}`,
    ...(withholdsSecrets && { withholdsSecrets }),
    ...(wait !== undefined && { wait }),
    ...(onNotice && { onNotice }),
    ...(saltOf && { saltOf }),
    ...(fenceOf && { fenceOf }),
  });
  return { keys, store };
}
