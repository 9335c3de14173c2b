import { type JsonObject, type Logger, messageOf, objectOf, stringOf } from "../../../../lib/index.ts";
import { Journal, type JournalEntry } from "./journal.ts";

/** A change as watches see it. */
export interface StoreEvent {
  readonly revision: number;
  readonly table: string;
  /** `<namespace>/<name>`, the namespace empty for cluster-scoped objects. */
  readonly key: string;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** For DELETED the object's last state with the deletion's revision. */
  readonly object: JsonObject;
  readonly previous: JsonObject | undefined;
}

/** Entries that only carry a revision, so that it never goes back, are in this table. */
const revisionTable = "";
const eventsKept = 2_000;
const smallestCompaction = 8 * 1024 * 1024;

/**
 * A cluster's objects with one revision counter, as etcd keeps them. Stored objects are never changed in place.
 *
 * What {@link put} and {@link remove} acknowledge survives the process being killed; revisions never go back.
 */
export class ObjectStore {
  readonly #tables = new Map<string, Map<string, JsonObject>>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #journal: Journal;
  readonly #logger: Logger;
  /** Events not told yet, because a listener is being told an earlier one. */
  readonly #untold: StoreEvent[] = [];
  #telling = false;
  #events: StoreEvent[] = [];
  #oldest = 0;
  #revision = 0;
  #compactAbove = smallestCompaction;

  constructor(file: string, logger: Logger) {
    this.#logger = logger;
    this.#journal = Journal.open(file, (entry) => this.#replay(entry), logger);
    if (this.#revision === 0) this.#revision = 1;
  }

  get revision(): number {
    return this.#revision;
  }

  get(table: string, namespace: string, name: string): JsonObject | undefined {
    return this.#tables.get(table)?.get(`${namespace}/${name}`);
  }

  /** Objects of one namespace, or of all, by namespace and name. */
  list(table: string, namespace?: string): readonly (readonly [key: string, object: JsonObject])[] {
    return sorted(this.#tables.get(table)?.entries() ?? [], namespace);
  }

  /** The list as it was at an earlier revision, `undefined` when that is no longer known. */
  listAt(
    revision: number,
    table: string,
    namespace?: string,
  ): readonly (readonly [key: string, object: JsonObject])[] | undefined {
    if (revision === this.#revision) return this.list(table, namespace);
    const later = this.eventsAfter(revision);
    if (later === undefined) return undefined;
    const objects = new Map(this.#tables.get(table));
    for (const event of later.toReversed()) {
      if (event.table !== table) continue;
      if (event.previous === undefined) objects.delete(event.key);
      else objects.set(event.key, event.previous);
    }
    return sorted(objects.entries(), namespace);
  }

  tables(): readonly string[] {
    return [...this.#tables.keys()];
  }

  /** Stores the object under the name that its metadata has. @returns it with its new resource version */
  put(table: string, object: JsonObject): JsonObject {
    const metadata = objectOf(object.metadata);
    const key = keyOf(object);
    const revision = this.#revision + 1;
    const stored = { ...object, metadata: { ...metadata, resourceVersion: String(revision) } };
    this.#journal.append({ revision, table, key, object: stored });
    this.#commit(table, key, revision, stored);
    return stored;
  }

  /** @returns the object's last state with the revision of its removal */
  remove(table: string, object: JsonObject): JsonObject {
    const key = keyOf(object);
    const revision = this.#revision + 1;
    this.#journal.append({ revision, table, key });
    return this.#commit(table, key, revision, undefined) ?? object;
  }

  /**
   * Calls back for each change after it happened, in order, also when a listener makes another change.
   * What a listener throws is logged: the change has happened all the same. @returns how to stop
   */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes after a revision, `undefined` when some of them are no longer known. */
  eventsAfter(revision: number): readonly StoreEvent[] | undefined {
    if (revision < this.#oldest) return undefined;
    let first = this.#events.length;
    while (first > 0 && (this.#events[first - 1]?.revision ?? 0) > revision) first -= 1;
    return this.#events.slice(first);
  }

  close(): void {
    this.#listeners.clear();
    this.#journal.close();
  }

  #commit(table: string, key: string, revision: number, object: JsonObject | undefined): JsonObject | undefined {
    const event = this.#change(table, key, revision, object);
    if (event === undefined) return undefined;
    this.#untold.push(event);
    this.#tell();
    if (this.#journal.size > this.#compactAbove) this.#compact();
    return event.object;
  }

  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    for (let event = this.#untold.shift(); event !== undefined; event = this.#untold.shift()) {
      for (const listener of this.#listeners) {
        try {
          listener(event);
        } catch (thrown) {
          this.#logger.error(
            { table: event.table, key: event.key, error: messageOf(thrown) },
            "A listener failed on a change",
          );
        }
      }
    }
    this.#telling = false;
  }

  #change(table: string, key: string, revision: number, object: JsonObject | undefined): StoreEvent | undefined {
    let objects = this.#tables.get(table);
    if (objects === undefined) this.#tables.set(table, (objects = new Map<string, JsonObject>()));
    const previous = objects.get(key);
    this.#revision = revision;
    if (object !== undefined) objects.set(key, object);
    else objects.delete(key);
    const last = object ?? withRevision(previous, revision);
    if (last === undefined) return undefined;
    const type = object === undefined ? "DELETED" : previous === undefined ? "ADDED" : "MODIFIED";
    const event: StoreEvent = { revision, table, key, type, object: last, previous };
    this.#events.push(event);
    if (this.#events.length > 2 * eventsKept) {
      this.#oldest = this.#events[eventsKept - 1]?.revision ?? this.#oldest;
      this.#events = this.#events.slice(eventsKept);
    }
    return event;
  }

  #replay(entry: JournalEntry): void {
    if (entry.table === revisionTable) {
      this.#revision = entry.revision;
      this.#oldest = entry.revision;
      this.#events = [];
    } else this.#change(entry.table, entry.key, entry.revision, entry.object);
  }

  /** The file keeps each object once; the events of before a compaction are gone after a restart, as etcd's are. */
  #compact(): void {
    const revision = this.#revision;
    const tables = this.#tables;
    const entries = function* (): Generator<JournalEntry> {
      for (const [table, objects] of tables) {
        for (const [key, object] of objects) yield { revision, table, key, object };
      }
      yield { revision, table: revisionTable, key: "" };
    };
    try {
      this.#journal.rewrite(entries());
    } catch (thrown) {
      // The write that led here is stored, and the long file is as good as a short one.
      this.#logger.warn(
        { error: messageOf(thrown) },
        "A cluster's journal could not be compacted; it grows until it can",
      );
    }
    this.#compactAbove = Math.max(smallestCompaction, 4 * this.#journal.size);
  }
}

function keyOf(object: JsonObject): string {
  const { namespace, name } = objectOf(object.metadata);
  return `${stringOf(namespace) ?? ""}/${stringOf(name) ?? ""}`;
}

function withRevision(object: JsonObject | undefined, revision: number): JsonObject | undefined {
  return object && { ...object, metadata: { ...objectOf(object.metadata), resourceVersion: String(revision) } };
}

function sorted(
  entries: Iterable<[string, JsonObject]>,
  namespace: string | undefined,
): readonly (readonly [string, JsonObject])[] {
  const all = [...entries];
  const chosen = namespace === undefined ? all : all.filter(([key]) => key.startsWith(`${namespace}/`));
  return chosen.toSorted(([one], [other]) => (one < other ? -1 : 1));
}
