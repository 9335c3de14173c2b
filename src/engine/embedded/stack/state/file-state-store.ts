import { cleaningUp } from "../../../../lib/index.ts";
import { stackOfUrn } from "../../../../pulumi/index.ts";
import type { StackName, UntypedDeployment } from "../../../engine.ts";
import { DeploymentRejected, type LockOwner } from "../../../errors.ts";
import { type Crypter, type PassphraseKeys, SecretUnreadable, withheldSecrets } from "../secrets/index.ts";
import { assertKnownFormat, checkpointFrame, parseCheckpoint, shapeProblem, tooNew } from "./checkpoint-file.ts";
import { DeploymentCodec, type DeploymentFile, formatOf, inClear, needsKey } from "./deployment-codec.ts";
import { StateInconsistent } from "./errors.ts";
import { assertMayWrite, type Fence, raiseFence } from "./fence-file.ts";
import { addHistory, readHistory, removeUnfinishedHistory } from "./history-folder.ts";
import { problemsIn } from "./integrity.ts";
import { KeysOfNewStacks } from "./keys-of-new-stacks.ts";
import { pathsOf, type StackPaths } from "./layout.ts";
import { assertKnownLayout, ensureLayout } from "./layout-version.ts";
import { type HeldLock, type LockPlace, lostLockOr, readLocks, removeLocks, takeLock } from "./lock-folder.ts";
import { ParsedState } from "./parsed-state.ts";
import { rfc3339 } from "./rfc3339.ts";
import { saltIn } from "./salt-of-state.ts";
import type { Snapshot } from "./snapshot.ts";
import { type ReadOutputs, readStackOutputs } from "./stack-outputs.ts";
import { stacksIn } from "./stacks-in.ts";
import { StateBytes } from "./state-bytes.ts";
import {
  type OpenForWriting,
  prepareState,
  readState,
  removeUnfinished,
  replaceState,
  type StateText,
} from "./state-file.ts";
import type { LockRequest, StackLock, StackSummary, StateStore, UpdateRecord } from "./store.ts";

/** Where a {@link FileStateStore} keeps its stacks, and how it writes. */
export interface FileStateStoreOptions {
  /** Folder that holds `.pulumi`. It is created at the first write. */
  readonly root: string;
  readonly keys: PassphraseKeys;
  /** Reads each secret as an empty text without asking for a key. What is read so must not be saved. @default false */
  readonly withholdsSecrets?: boolean;
  /** Version that checkpoints are signed with. */
  readonly writtenBy: string;
  /** Waits for locked stacks instead of refusing. */
  readonly wait?: boolean;
  /** Told whose lock is taken over or waited for, where a request does not say whom to tell. */
  readonly onNotice?: (line: string) => void;
  /** The salt that `Pulumi.<stack>.yaml` names, so that one key serves configuration and state. */
  readonly saltOf?: (stack: StackName) => Promise<string | undefined>;
  /** The fencing number of the lease under which a stack is changed; `undefined` for one that is changed without a lease. */
  readonly fenceOf?: (stack: StackName) => number | undefined;
  readonly now?: () => Date;
  /** For tests of full disks. */
  readonly openForWriting?: OpenForWriting;
}

/** A save that has not begun; a later one before it begins takes its place. */
interface Queue {
  next: { snapshot: Snapshot; readonly done: Promise<void> } | undefined;
  running: Promise<void>;
  /** Kept while the stack is locked. */
  bytes: StateBytes;
}

interface ReadState {
  readonly text: string;
  readonly snapshot: Snapshot | undefined;
}

/** A stack that this store has locked: until it is released, no other store changes its files. */
interface HeldStack {
  readonly lock: HeldLock;
  /** What the first save has found out. */
  file: string | undefined;
}

/** Pulumi's file backend: either engine reads what the other one wrote. */
export class FileStateStore implements StateStore {
  readonly #options: FileStateStoreOptions;
  readonly #codecs = new Map<string, DeploymentCodec>();
  readonly #keys = new Map<string, Promise<Crypter>>();
  readonly #queues = new Map<string, Queue>();
  /** What was read of stacks that are going to be loaded; good for as long as the file says the same. */
  readonly #prefetched = new Map<string, Promise<ReadState | undefined>>();
  readonly #parsed = new ParsedState();
  readonly #keysOfNew: KeysOfNewStacks;
  /** Locks that this store holds, by full name of the stack. */
  readonly #held = new Map<string, HeldStack>();

  constructor(options: FileStateStoreOptions) {
    this.#options = options;
    this.#keysOfNew = new KeysOfNewStacks(options.root, options.keys);
  }

  async load(stack: StackName): Promise<Snapshot | undefined> {
    const paths = await this.#paths(stack);
    const prefetched = await this.#prefetched.get(paths.fullName);
    this.#prefetched.delete(paths.fullName);
    const state = await readState(paths.stateFile);
    if (state === undefined) return undefined;
    const snapshot = prefetched?.text === state.text ? prefetched.snapshot : await this.#snapshotOf(state);
    this.#parsed.forget();
    return snapshot;
  }

  async loadOutputs(stack: StackName): Promise<ReadOutputs | undefined> {
    const { stateFile } = await this.#paths(stack);
    const state = await readState(stateFile);
    if (state === undefined) return undefined;
    const { latest = {} } = await parseCheckpoint(state);
    return await readStackOutputs(latest, async () => await this.#openKey(latest, state.file));
  }

  async prefetch(stack: StackName, locked?: "locked"): Promise<void> {
    const paths = pathsOf(this.#options.root, stack);
    const reading = this.#prefetched.get(paths.fullName) ?? this.#readAhead(stack);
    this.#prefetched.set(paths.fullName, reading);
    if (locked) await this.#keyFor(stack, paths).catch(() => undefined);
    await reading;
  }

  async #readAhead(stack: StackName): Promise<ReadState | undefined> {
    try {
      const state = await readState((await this.#paths(stack)).stateFile);
      return state && { text: state.text, snapshot: await this.#snapshotOf(state) };
    } catch {
      // It is read once more when it is needed.
      return undefined;
    }
  }

  /** Saves of one stack happen one after the other; those that wait are one write, of the newest snapshot. */
  async save(stack: StackName, snapshot: Snapshot): Promise<void> {
    // No `await` before this line: the last caller has the newest snapshot, and has to be the last in the queue.
    const queue = this.#queueOf(pathsOf(this.#options.root, stack).fullName);
    if (queue.next !== undefined) {
      queue.next.snapshot = snapshot;
      return await queue.next.done;
    }
    const write = async () => {
      const newest = queue.next?.snapshot ?? snapshot;
      queue.next = undefined;
      await this.#write(stack, await this.#paths(stack), newest);
    };
    const done = queue.running.then(write);
    queue.next = { snapshot, done };
    queue.running = done.catch(() => undefined);
    await done;
  }

  async lock(stack: StackName, request: LockRequest = {}): Promise<StackLock> {
    const paths = await this.#paths(stack);
    await this.#keyFor(stack, paths);
    await ensureLayout(this.#options.root, this.#options.openForWriting);
    const { onNotice } = this.#options;
    const lock = await takeLock(this.#lockPlace(stack, paths), { ...(onNotice && { onNotice }), ...request });
    this.#held.set(paths.fullName, { lock, file: undefined });
    const release = async () => {
      this.#held.delete(paths.fullName);
      this.#queueOf(paths.fullName).bytes = new StateBytes();
      await lock.release();
    };
    try {
      // Removes the unfinished files of processes whose lock was taken away, so that none of them is renamed into place
      // any more.
      await removeUnfinished(paths.stateFile);
      await removeUnfinishedHistory(paths, stack.stack);
      const fence = this.#fenceOf(stack, paths);
      if (fence) await raiseFence(fence, this.#options.openForWriting);
    } catch (error) {
      await release().catch(() => undefined);
      throw error;
    }
    return { release };
  }

  async recordHistory(stack: StackName, update: UpdateRecord): Promise<void> {
    const paths = await this.#paths(stack);
    const mayCount = this.#mayCount(stack, paths);
    await mayCount();
    await addHistory(paths, stack.stack, update, { openFile: this.#options.openForWriting, mayCount });
  }

  async history(stack: StackName): Promise<readonly UpdateRecord[]> {
    return await readHistory(await this.#paths(stack));
  }

  /** Whether the stack was ever created, also when its state cannot be read. */
  async has(stack: StackName): Promise<boolean> {
    return (await readState((await this.#paths(stack)).stateFile)) !== undefined;
  }

  async list(project?: string): Promise<readonly StackSummary[]> {
    const stacks = await stacksIn(this.#options.root, project);
    return await Promise.all(stacks.map((stack) => this.summary(stack)));
  }

  /** What the list says of one stack, read anew. */
  async summary(stack: StackName): Promise<StackSummary> {
    const state = await readState(pathsOf(this.#options.root, stack).stateFile);
    const latest = state === undefined ? undefined : (await parseCheckpoint(state)).latest;
    const resourceCount = latest?.resources?.length ?? 0;
    const time = latest?.manifest?.time;
    return {
      stack,
      resourceCount,
      ...(time !== undefined && !time.startsWith("0001") && { lastUpdate: new Date(time) }),
    };
  }

  async exportDeployment(
    stack: StackName,
    options: { readonly showSecrets?: boolean } = {},
  ): Promise<UntypedDeployment> {
    const paths = await this.#paths(stack);
    const state = await readState(paths.stateFile);
    const checkpoint = state === undefined ? undefined : await parseCheckpoint(state);
    if (checkpoint?.latest === undefined)
      return { version: 3, deployment: { manifest: this.#emptyManifest(), metadata: {} } };
    const { version, features, latest } = checkpoint;
    const deployment = options.showSecrets ? inClear(latest, await this.#decode(latest, paths.fullName)) : latest;
    return { version, ...(features.length > 0 && { features }), deployment };
  }

  async importDeployment(stack: StackName, { version, deployment, ...rest }: UntypedDeployment): Promise<void> {
    const paths = await this.#paths(stack);
    const { fullName } = paths;
    const reject = (problem: string) => new DeploymentRejected({ stack: fullName, problem });
    if (version !== 3 && version !== 4) {
      if (typeof version === "number" && version > 4) throw tooNew("the imported deployment", version);
      throw reject(`its version is ${JSON.stringify(version)}, and 3 or 4 is wanted`);
    }
    const features = (rest as { features?: unknown }).features;
    assertKnownFormat("the imported deployment", version, Array.isArray(features) ? features.map(String) : []);
    const shape = shapeProblem(deployment ?? {});
    if (shape !== undefined) throw reject(shape);
    const snapshot = await this.#decode(deployment ?? {}, "the imported deployment");
    const [problem] = problemsIn(snapshot);
    if (problem !== undefined) throw reject(problem);
    const foreign = snapshot.resources.find(({ urn }) => stackOfUrn(urn) !== stack.stack);
    if (foreign !== undefined) throw reject(`${foreign.urn} belongs to another stack`);
    const lock = await this.lock(stack);
    return await cleaningUp(
      async () => {
        // As with the CLI, an imported state has no pending operations: its importer has seen to them.
        await this.save(stack, { ...snapshot, pendingOperations: [] });
      },
      () => lock.release(),
    );
  }

  async lockOwners(stack: StackName): Promise<readonly LockOwner[]> {
    const paths = await this.#paths(stack);
    return (await readLocks(paths.lockFolder)).map(({ owner }) => owner);
  }

  async cancel(stack: StackName): Promise<readonly LockOwner[]> {
    return await removeLocks((await this.#paths(stack)).lockFolder);
  }

  async #write(stack: StackName, paths: StackPaths, snapshot: Snapshot): Promise<void> {
    const crypter = await this.#keyFor(stack, paths);
    const held = this.#held.get(paths.fullName);
    if (!held) await ensureLayout(this.#options.root, this.#options.openForWriting);
    const file = held?.file ?? (await prepareState(paths.stateFile));
    if (held) held.file = file;
    const codec = this.#codecFor(crypter);
    const frame = checkpointFrame(paths.fullName, formatOf(snapshot), codec.frameOf(snapshot, this.#writer()));
    const { bytes } = this.#queueOf(paths.fullName);
    const content = bytes.update(frame, snapshot.resources, (resource) => codec.textOf(resource));
    const mayCount = this.#mayCount(stack, paths);
    try {
      await replaceState(file, content, { openFile: this.#options.openForWriting, mayCount });
    } catch (error) {
      throw await lostLockOr(error, mayCount);
    }
  }

  #mayCount(stack: StackName, paths: StackPaths): () => Promise<void> {
    const held = this.#held.get(paths.fullName);
    return async () => await assertMayWrite(this.#fenceOf(stack, paths), held?.lock);
  }

  #fenceOf(stack: StackName, { fullName, fenceFile }: StackPaths): Fence | undefined {
    const fence = this.#options.fenceOf?.(stack);
    return fence === undefined ? undefined : { stack: fullName, file: fenceFile, fence };
  }

  async #snapshotOf(state: StateText): Promise<Snapshot | undefined> {
    const { latest } = await this.#parsed.checkpointOf(state);
    if (latest === undefined) return undefined;
    const snapshot = await this.#decode(latest, state.file, state.text);
    const problems = problemsIn(snapshot);
    if (problems.length > 0) throw new StateInconsistent({ of: state.file, problems });
    return snapshot;
  }

  /** @param text what the deployment was parsed from, where it stands in a file. */
  async #decode(deployment: DeploymentFile, of: string, text?: string): Promise<Snapshot> {
    const key = needsKey(deployment, text) ? await this.#openKey(deployment, of) : undefined;
    return this.#codecFor(key).decode(deployment);
  }

  async #openKey({ secrets_providers: provider }: DeploymentFile, of: string): Promise<Crypter> {
    if (this.#options.withholdsSecrets) return withheldSecrets('""');
    const salt = saltIn(provider, of);
    if (salt === undefined) throw new SecretUnreadable({ of, problem: "it holds secrets and names no key for them" });
    return await this.#options.keys.open(salt, of);
  }

  /** The key that the stack's state is written with: that of its configuration, else that of its state, else that of another stack, or a new one. */
  async #keyFor(stack: StackName, paths: StackPaths): Promise<Crypter> {
    let key = this.#keys.get(paths.fullName);
    if (key === undefined) {
      key = this.#chooseKey(stack, paths);
      this.#keys.set(paths.fullName, key);
    }
    return await key;
  }

  async #chooseKey(stack: StackName, paths: StackPaths): Promise<Crypter> {
    const of = `stack ${paths.fullName}`;
    const state = await readState(paths.stateFile);
    const provider =
      state === undefined ? undefined : (await this.#parsed.checkpointOf(state)).latest?.secrets_providers;
    const named = saltIn(provider, of);
    const salt = (await this.#options.saltOf?.(stack)) ?? named;
    return salt === undefined ? await this.#keysOfNew.keyFor(stack, of) : await this.#options.keys.open(salt, of);
  }

  #codecFor(crypter: Crypter | undefined): DeploymentCodec {
    const name = crypter?.salt ?? "";
    let codec = this.#codecs.get(name);
    if (codec === undefined) {
      codec = new DeploymentCodec(crypter);
      this.#codecs.set(name, codec);
    }
    return codec;
  }

  #queueOf(fullName: string): Queue {
    let queue = this.#queues.get(fullName);
    if (queue === undefined) {
      queue = { next: undefined, running: Promise.resolve(), bytes: new StateBytes() };
      this.#queues.set(fullName, queue);
    }
    return queue;
  }

  async #paths(stack: StackName): Promise<StackPaths> {
    const paths = pathsOf(this.#options.root, stack);
    if (!this.#held.has(paths.fullName)) await assertKnownLayout(this.#options.root);
    return paths;
  }

  #lockPlace({ project, stack }: StackName, { lockFolder, unfinishedLock }: StackPaths): LockPlace {
    return {
      stack: `${project}/${stack}`,
      folder: lockFolder,
      unfinished: unfinishedLock,
      wait: this.#options.wait ?? false,
      openFile: this.#options.openForWriting,
    };
  }

  #writer() {
    return { time: rfc3339(this.#options.now?.() ?? new Date()), version: this.#options.writtenBy };
  }

  #emptyManifest() {
    return { time: "0001-01-01T00:00:00Z", magic: "", version: "" };
  }
}
