import { asError } from "../../../../lib/index.ts";
import {
  creationsIn,
  type PendingOperation,
  type PendingOperationType,
  type PluginRecord,
  type ResourceState,
  type Snapshot,
} from "../../stack/index.ts";
import type { Step } from "../step.ts";
import { withNormalizedUrns } from "./normalized-urns.ts";
import type { ResourceHandle } from "./resource-handle.ts";
import { ResultsNotRecorded, type UnrecordedResult, unrecorded } from "./results-not-recorded.ts";

/** Writes a snapshot where the stack is kept. */
export type SaveSnapshot = (snapshot: Snapshot) => Promise<void>;

/**
 * The snapshot of a running deployment: the new resources, followed by the remaining old ones.
 *
 * Before an operation changes the cloud, it is on disk as pending, together with the result of every operation that
 * ended earlier. Saves never overlap; requests during a save share the next one.
 */
export class SnapshotRecorder {
  readonly #news = new Set<ResourceHandle>();
  readonly #gone = new Set<ResourceHandle>();
  readonly #running = new Map<Step, PendingOperation>();
  /** Operations that ended, until the disk no longer calls them pending. */
  readonly #unrecorded = new Set<UnrecordedResult>();
  #base: readonly ResourceHandle[];
  #basePending: readonly PendingOperation[];
  #saving: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #dirty = false;
  /** Why saves fail, for as long as they do: many that fail have one reason. */
  #failure: Error | undefined;

  constructor(
    private readonly origin: Snapshot,
    base: readonly ResourceHandle[],
    private readonly store: SaveSnapshot | undefined,
    private readonly plugins: () => readonly PluginRecord[],
  ) {
    this.#base = base;
    this.#basePending = origin.pendingOperations;
  }

  /** To be awaited before the provider is asked; a rejection means that it must not be. */
  async begin(step: Step): Promise<void> {
    const type = pendingTypeOf(step);
    if (!type) return;
    this.#running.set(step, { type, resource: (step.next ?? step.old).state });
    try {
      await this.#save();
    } catch (error) {
      this.#running.delete(step);
      throw error;
    }
  }

  /** Resolves when the result is on disk. `kept`: the step did something that belongs into the state. */
  async end(step: Step, kept: boolean): Promise<void> {
    const operation = this.#running.get(step);
    if (operation) this.#unrecorded.add(unrecorded(operation, kept, (step.next ?? step.old).state.id ?? ""));
    this.#running.delete(step);
    if (kept) this.#take(step);
    if (operation || (kept && changesState(step))) await this.#save();
    else this.#dirty ||= kept;
  }

  /** A component's outputs, a provider's new configuration: something that is no step changed the state. */
  async changed(): Promise<void> {
    await this.#save();
  }

  /** After a refresh: the old state as it turned out to be. */
  rebase(base: readonly ResourceHandle[]): void {
    this.#base = base;
    this.#dirty = true;
  }

  /** Creations of an earlier run whose end is not recorded. */
  get pendingCreations(): readonly PendingOperation[] {
    return creationsIn({ pendingOperations: this.#basePending });
  }

  /** Forgets operations whose end an earlier run did not record; a refresh has looked at what became of them. */
  forgetPending(keep: (operation: PendingOperation) => boolean): void {
    this.#basePending = this.#basePending.filter(keep);
    this.#dirty = true;
  }

  /** @throws {ResultsNotRecorded} when the last save fails too and leaves operations pending that have ended. */
  async finish(): Promise<Snapshot> {
    try {
      if (this.#dirty || this.#saving) await this.#save();
    } catch (error) {
      if (this.#unrecorded.size === 0) throw error;
      throw new ResultsNotRecorded({ results: [...this.#unrecorded] }, { cause: error });
    }
    return this.snapshot();
  }

  snapshot(): Snapshot {
    const resources: ResourceState[] = [];
    for (const handle of this.#news) if (!this.#gone.has(handle)) resources.push(handle.state);
    for (const handle of this.#base)
      if (!this.#gone.has(handle) && !this.#news.has(handle)) resources.push(handle.state);
    const interrupted = this.pendingCreations;
    const plugins = this.plugins();
    return withNormalizedUrns({
      ...this.origin,
      manifest: { ...this.origin.manifest, ...(plugins.length > 0 ? { plugins } : {}) },
      resources,
      pendingOperations: [...this.#running.values(), ...interrupted],
    });
  }

  #take(step: Step): void {
    switch (step.op) {
      case "same":
        if (step.skippedCreate) return;
        this.#replaceOld(step.old, step.next);
        return;
      case "update":
        this.#replaceOld(step.old, step.next);
        return;
      case "create":
      case "create-replacement":
      case "read-replacement":
      case "import":
      case "import-replacement":
        this.#news.add(step.next);
        // It was deleted before, and now its replacement is there.
        if (step.old?.state.pendingReplacement) this.#gone.add(step.old);
        return;
      case "read":
        this.#replaceOld(step.old, step.next);
        return;
      case "delete":
      case "delete-replaced":
      case "discard":
      case "discard-replaced":
        if (!step.old.state.pendingReplacement) this.#gone.add(step.old);
        return;
      case "remove-pending-replace":
        this.#gone.add(step.old);
        return;
      case "replace":
      case "refresh":
        return;
    }
  }

  #replaceOld(old: ResourceHandle | undefined, next: ResourceHandle): void {
    if (old) this.#gone.add(old);
    this.#news.add(next);
  }

  async #save(): Promise<void> {
    if (!this.store) return;
    const { store } = this;
    this.#dirty = true;
    this.#next ??= (async () => {
      await this.#saving?.catch(() => undefined);
      this.#next = undefined;
      this.#dirty = false;
      const ended = [...this.#unrecorded];
      this.#saving = store(this.snapshot());
      try {
        await this.#saving;
        for (const each of ended) this.#unrecorded.delete(each);
        this.#failure = undefined;
      } catch (error) {
        throw (this.#failure ??= asError(error));
      }
    })();
    await this.#next;
  }
}

function pendingTypeOf(step: Step): PendingOperationType | undefined {
  switch (step.op) {
    case "create":
    case "create-replacement":
      return step.next.state.custom ? "creating" : undefined;
    case "update":
      return step.next.state.custom ? "updating" : undefined;
    case "delete":
    case "delete-replaced":
    case "discard":
    case "discard-replaced":
      return step.old.state.custom ? "deleting" : undefined;
    case "read":
    case "read-replacement":
      return "reading";
    case "import":
    case "import-replacement":
      return "importing";
    default:
      return undefined;
  }
}

/** Steps that only confirm what is there need not be written one by one. */
function changesState(step: Step): boolean {
  return step.op !== "same" && step.op !== "replace" && step.op !== "refresh";
}
