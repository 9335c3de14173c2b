import { open } from "node:fs/promises";
import { embeddedEngine, type ProgramRunner } from "../../../src/engine/embedded/index.ts";
import { parseProject } from "../../../src/engine/embedded/stack/config/read-project.ts";
import {
  FileStateStore,
  type FileStateStoreOptions,
  PassphraseKeys,
  type Snapshot,
} from "../../../src/engine/embedded/stack/index.ts";
import { type Crypter, crypterOf, encryptWith } from "../../../src/engine/embedded/stack/secrets/crypter.ts";
import type { OpenForWriting } from "../../../src/engine/embedded/stack/state/state-file.ts";
import type { Engine, OperationOptions, ProviderSource, StackName } from "../../../src/engine/index.ts";
import { scriptedProgram, type Wanted } from "../../fakes/scripted-program.ts";

export const stack: StackName = { project: "proj", stack: "dev" };

/**
 * The n-th moment of its kind in a run, counted from 1: before an event is sent (`event`), before a file of the history (`recorded`)
 * or another file (`flushed`) is renamed into place, and after a state is saved (`saved`).
 */
export interface Moment {
  readonly at: "event" | "flushed" | "recorded" | "saved";
  readonly number: number;
}

/** What an engine process is to do. */
export interface Job {
  readonly verb: "up" | "refresh" | "destroy";
  readonly options?: OperationOptions;
  /** Folder of the state. */
  readonly root: string;
  /** Folder of `Pulumi.yaml`. */
  readonly project: string;
  readonly wanted: readonly Wanted[];
  /** Address of the provider, which lives in another process. */
  readonly provider: string;
  /** Waits for a locked stack. */
  readonly wait?: boolean;
  /** How many bytes the process may write into one file. */
  readonly largestFile?: number;
  /** Sends itself a signal at a moment. */
  readonly strike?: Moment & { readonly signal: "SIGKILL" | "SIGSTOP" };
}

/** How many of each moment a whole run has. */
export type Moments = Record<Moment["at"], number>;

/** How an engine process ended, as the JSON that it prints last. */
export type JobEnd =
  | { readonly result: string; readonly errors: readonly string[]; readonly moments: Moments }
  | { readonly refused: string; readonly message: string };

/** One key for all runs, because deriving one takes longer than a whole run. */
class OneKey extends PassphraseKeys {
  readonly #key = Buffer.alloc(32, 7);
  readonly #crypter = crypterOf(this.#key, `v1:c2FsdHNhbHQ=:${encryptWith(this.#key, "pulumi")}`, "the tests");

  constructor() {
    super(() => Promise.resolve("unused"));
  }

  override async open(): Promise<Crypter> {
    return await Promise.resolve(this.#crypter);
  }

  override async create(): Promise<Crypter> {
    return await this.open();
  }
}

/** A store that says when it has saved. */
class WatchedStore extends FileStateStore {
  readonly #onSaved: () => void;

  constructor(options: FileStateStoreOptions, onSaved: () => void) {
    super(options);
    this.#onSaved = onSaved;
  }

  override async save(name: StackName, snapshot: Snapshot): Promise<void> {
    await super.save(name, snapshot);
    this.#onSaved();
  }
}

export interface EngineSetting extends Pick<Job, "root" | "project" | "wanted" | "wait"> {
  readonly providers: ProviderSource;
  readonly onNotice?: (line: string) => void;
  readonly onFlushed?: (file: string) => void;
  readonly onSaved?: () => void;
  readonly openForWriting?: OpenForWriting;
  readonly adoptCommand?: string;
  /** @default one that registers what is `wanted` */
  readonly programs?: ProgramRunner;
}

/** An embedded engine on a folder, its program scripted. */
export function engineOf(setting: EngineSetting): { readonly engine: Engine; readonly store: FileStateStore } {
  const { root, project, wanted, wait = false, providers, onNotice, onFlushed, onSaved } = setting;
  const { openForWriting = (file) => open(file, "wx", 0o600) } = setting;
  const store = new WatchedStore(
    {
      root,
      keys: new OneKey(),
      writtenBy: "v3.256.0",
      wait,
      ...(onNotice && { onNotice }),
      openForWriting: async (file) => {
        const handle = await openForWriting(file);
        return {
          writeFile: (data) => handle.writeFile(data),
          sync: () => handle.sync(),
          async close() {
            await handle.close();
            onFlushed?.(file);
          },
        };
      },
    },
    () => onSaved?.(),
  );
  const config = {
    loadProject: async () =>
      await Promise.resolve(parseProject(`${project}/Pulumi.yaml`, `name: ${stack.project}\nruntime: nodejs\n`)),
    resolve: async () => await Promise.resolve({ values: {}, secretKeys: [], objectKeys: [], record: {} }),
  };
  const { adoptCommand, programs = scriptedProgram(wanted) } = setting;
  const parts = { store, config, providers, programs };
  return {
    engine: embeddedEngine({ ...parts, ...(adoptCommand !== undefined && { adoptCommand: () => adoptCommand }) }),
    store,
  };
}
