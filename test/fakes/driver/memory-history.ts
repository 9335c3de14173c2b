import type { InputsDigest, Layer, RecordedChangeRequest } from "../../../src/change/index.ts";
import { chainEnds } from "../../../src/history/chain.ts";
import { RecordNotWritten, type RecordUnreachable } from "../../../src/history/errors.ts";
import { historyOver, isRecorded } from "../../../src/history/history-over.ts";
import type { History, HistoryRecord, KeptRecord } from "../../../src/history/index.ts";
import { readableRecord } from "../../../src/history/readable-record.ts";
import { messageOf } from "../../../src/lib/index.ts";

/** History in a list. Passes the contract of the port. */
export class MemoryHistory implements History {
  /** Newest first. Emptied by a test whose machine knows of no run. */
  readonly records: KeptRecord[] = [];
  /** Names of records that a test has damaged. */
  readonly unreadable: string[] = [];
  /** Set by a test whose records cannot be written. */
  refusal: RecordNotWritten | undefined;
  /** Set by a test whose records cannot be read. */
  unreachable: RecordUnreachable | undefined;

  readonly #history = historyOver({
    read: async () => {
      if (this.unreachable) throw this.unreachable;
      return { records: structuredClone(this.records), unreadable: [...this.unreadable], last: this.#last() };
    },
    add: async (entry) => {
      if (this.refusal) throw this.refusal;
      if (isRecorded(entry, this.records)) return;
      this.records.unshift(this.#next(entry));
    },
  });

  #next(entry: HistoryRecord): KeptRecord {
    try {
      const { text } = readableRecord(entry, { ...chainEnds(this.records), last: this.#last() });
      return JSON.parse(text.join("")) as KeptRecord;
    } catch (cause) {
      throw new RecordNotWritten({ place: "memory", id: entry.id, problem: messageOf(cause) }, { cause });
    }
  }

  /** The number of a damaged record stays taken. */
  #last(): number {
    const damaged = this.unreadable.map((name) => Number(/\d+$/.exec(name)?.[0] ?? 0));
    return Math.max(chainEnds(this.records).last, ...damaged);
  }

  readonly record = (entry: HistoryRecord) => this.#history.record(entry);
  readonly shownPlans = (commits: readonly string[], tree: string, inputs?: ReadonlyMap<string, InputsDigest>) =>
    this.#history.shownPlans(commits, tree, inputs);
  readonly shownByInputs = (layer: Layer, changeRequest?: RecordedChangeRequest) =>
    this.#history.shownByInputs(layer, changeRequest);
  readonly lastRuns = () => this.#history.lastRuns();
  readonly notices = () => this.#history.notices();
  readonly list = (filter?: { readonly environment?: string; readonly limit?: number }) => this.#history.list(filter);
  readonly verify = () => this.#history.verify();
}
