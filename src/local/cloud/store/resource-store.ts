import { copyFile, readFile } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { type Clock, makeFolder, memberOf, messageOf, sameJson, systemClock } from "../../../lib/index.ts";
import { StoreFromNewerVersion, StoreWriteFailed } from "./errors.ts";
import { type AppendHandle, JournalFile } from "./journal-file.ts";
import { type JournalHeader, readLines, toLine } from "./lines.ts";
import {
  type JournalRecord,
  type Origin,
  type ResourceChange,
  resourceKey,
  type StoredResource,
  type StoreEvent,
} from "./records.ts";
import { Seal } from "./seal.ts";

const FORMAT = 1;
/** Older events are forgotten when the journal is rewritten. */
const EVENTS_KEPT = 2000;
/** Rewrite when this many lines stand for one live resource, and there are enough of them to matter. */
const LINES_PER_RESOURCE = 4;
const LINES_WORTH_REWRITING = 1000;

export interface StoreOptions {
  readonly clock?: Clock;
  /** Replaces the journal's file handle; for tests of a disk that fails. */
  readonly handle?: (handle: AppendHandle) => AppendHandle;
}

interface Pending {
  undo(): void;
}

/**
 * The resources of a simulated cloud, in memory, with every change in an append-only journal.
 *
 * A change is visible to the next reader at once and confirmed when it is on disk; a change that could not be written
 * is undone. Opening reads every whole line: a damaged line costs one change of one resource and is named in {@link
 * problems}.
 */
export class ResourceStore {
  readonly #resources = new Map<string, StoredResource>();
  readonly #events: StoreEvent[] = [];
  readonly #pending: Pending[] = [];
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #clock: Clock;
  readonly problems: readonly string[];
  #sequence: number;

  private constructor(
    private readonly journal: JournalFile,
    private readonly seal: Seal,
    loaded: Loaded,
    clock: Clock,
  ) {
    this.#clock = clock;
    this.problems = loaded.problems;
    this.#sequence = loaded.sequence;
    this.#events = [...loaded.events];
    for (const resource of loaded.resources) this.#resources.set(resourceKey(resource), seal.opened(resource));
  }

  /** @throws {StoreFromNewerVersion} {@link StoreWriteFailed} */
  static async open(folder: string, { clock = systemClock, handle }: StoreOptions = {}): Promise<ResourceStore> {
    await makeFolder(folder, 0o700);
    const file = path.join(folder, "journal.jsonl");
    const seal = await Seal.open(path.join(folder, "key"));
    const loaded = await load(file);
    if (loaded.problems.length > 0) {
      await copyFile(file, path.join(folder, `journal.damaged-${clock.now().toISOString().replaceAll(":", "")}.jsonl`));
    }
    if (loaded.problems.length > 0 || isWorthRewriting(loaded)) await rewrite(file, loaded);
    return new ResourceStore(await JournalFile.open(file, handle), seal, loaded, clock);
  }

  get(type: string, id: string): StoredResource | undefined {
    return this.#resources.get(resourceKey({ type, id }));
  }

  /** Every resource, oldest first. */
  all(): IterableIterator<StoredResource> {
    return this.#resources.values();
  }

  get count(): number {
    return this.#resources.size;
  }

  /** Events after `sequence`, oldest first. */
  eventsAfter(sequence: number): readonly StoreEvent[] {
    return this.#events.filter((event) => event.sequence > sequence);
  }

  /** Calls `listener` for every later change, once it is on disk. Returns a function that removes it. */
  watch(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Makes `changes` together: visible now, on disk when the promise resolves.
   *
   * @throws {StoreWriteFailed} when they could not be written; then none of them, nor any made since, remains.
   */
  async commit(changes: readonly ResourceChange[], { by, actor }: Origin): Promise<void> {
    const undos: (() => void)[] = [];
    const origin = { by, ...(actor !== undefined && { actor }) };
    const records = changes.flatMap((change) => this.#apply(change, origin, undos));
    if (records.length === 0) return;
    const pending: Pending = { undo: () => undos.toReversed().forEach((undo) => undo()) };
    this.#pending.push(pending);
    try {
      await this.journal.append(records.map((record) => toLine(this.#sealed(record))).join(""));
      this.#pending.splice(this.#pending.indexOf(pending), 1);
    } catch (thrown) {
      // The journal rejected all waiting appends. Undone newest first, so that each undo finds the state that it
      // expects.
      for (const waiting of this.#pending.splice(0).toReversed()) waiting.undo();
      throw thrown;
    }
    for (const { event } of records) if (event) for (const listener of this.#listeners) listener(event);
  }

  async close(): Promise<void> {
    await this.journal.close();
  }

  #apply(change: ResourceChange, origin: Origin, undos: (() => void)[]): JournalRecord[] {
    const key = resourceKey(subjectOf(change));
    const before = this.#resources.get(key);
    const at = this.#clock.now().toISOString();
    if ("remove" in change) {
      if (before === undefined) return [];
      this.#resources.delete(key);
      undos.push(() => this.#resources.set(key, before));
      return [{ event: this.#event({ at, ...origin, change: "deleted", changed: [], ...change.remove }, undos) }];
    }
    if ("restate" in change) {
      if (before === undefined) return [];
      const { operation: _operation, failure: _failure, ...lasting } = before;
      const resource: StoredResource = { ...lasting, ...change.restate };
      this.#resources.set(key, resource);
      undos.push(() => this.#resources.set(key, before));
      return [{ resource }];
    }
    const resource: StoredResource = {
      ...change.put,
      createdAt: before?.createdAt ?? at,
      updatedAt: at,
      generation: (before?.generation ?? 0) + 1,
    };
    this.#resources.set(key, resource);
    undos.push(() => (before === undefined ? this.#resources.delete(key) : this.#resources.set(key, before)));
    const { type, id } = resource;
    const changed = before === undefined ? [] : changedKeys(before.properties, resource.properties);
    const event = { at, ...origin, change: before === undefined ? "created" : "updated", type, id, changed } as const;
    return [{ event: this.#event(event, undos), resource }];
  }

  #event(event: Omit<StoreEvent, "sequence">, undos: (() => void)[]): StoreEvent {
    const numbered = { sequence: ++this.#sequence, ...event };
    this.#events.push(numbered);
    undos.push(() => this.#events.splice(this.#events.indexOf(numbered), 1));
    return numbered;
  }

  #sealed(record: JournalRecord): JournalRecord {
    return record.resource ? { ...record, resource: this.seal.sealed(record.resource) } : record;
  }
}

function subjectOf(change: ResourceChange): { readonly type: string; readonly id: string } {
  if ("put" in change) return change.put;
  return "remove" in change ? change.remove : change.restate;
}

interface Loaded {
  readonly resources: readonly StoredResource[];
  readonly events: readonly StoreEvent[];
  readonly problems: readonly string[];
  readonly sequence: number;
  readonly lines: number;
}

async function load(file: string): Promise<Loaded> {
  const text = await readFile(file, "utf8").catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") return "";
    throw thrown;
  });
  const { records, problems } = readLines(text, file);
  const resources = new Map<string, StoredResource>();
  const events: StoreEvent[] = [];
  let sequence = 0;
  for (const record of records) {
    if (isHeader(record)) {
      if (record.format > FORMAT) throw new StoreFromNewerVersion({ file, format: record.format });
      sequence = Math.max(sequence, record.sequence);
      continue;
    }
    if (record.event) {
      events.push(record.event);
      sequence = Math.max(sequence, record.event.sequence);
      if (record.event.change === "deleted") resources.delete(resourceKey(record.event));
    }
    if (record.resource) resources.set(resourceKey(record.resource), record.resource);
  }
  return { resources: [...resources.values()], events, problems, sequence, lines: records.length };
}

function isWorthRewriting({ lines, resources }: Loaded): boolean {
  return lines === 0 || lines > LINES_WORTH_REWRITING + LINES_PER_RESOURCE * resources.length;
}

/** Events first: a "deleted" among them must not meet the resource of the same id that was made later. */
async function rewrite(file: string, { resources, events, sequence }: Loaded): Promise<void> {
  const lines = [
    toLine({ format: FORMAT, sequence }),
    ...events.slice(-EVENTS_KEPT).map((event) => toLine({ event })),
    ...resources.map((resource) => toLine({ resource })),
  ];
  try {
    await writeFileAtomic(file, lines.join(""), { mode: 0o600 });
  } catch (thrown) {
    throw new StoreWriteFailed({ file, cause: messageOf(thrown) }, { cause: thrown });
  }
}

function isHeader(record: JournalRecord | JournalHeader): record is JournalHeader {
  return "format" in record;
}

function changedKeys(before: StoredResource["properties"], after: StoredResource["properties"]): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !sameJson(memberOf(before, key), memberOf(after, key)),
  );
}
