import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { exactJson } from "../../../../kubernetes/exact-json/index.ts";
import {
  cleaningUpSync,
  GroundworkError,
  type JsonObject,
  jsonText,
  type Logger,
  messageOf,
} from "../../../../lib/index.ts";

/** One acknowledged write. `object` is absent for a removal. */
export interface JournalEntry {
  readonly revision: number;
  readonly table: string;
  readonly key: string;
  readonly object?: JsonObject;
}

/** A line before the last one cannot be read, so that what came after it may be wrong. */
export class JournalDamaged extends GroundworkError {
  readonly code = "kubernetes-journal-damaged";
  readonly kind = "refused";
  constructor(readonly data: { readonly file: string; readonly line: number }) {
    super(
      `${data.file}:${data.line} is no journal entry, and more entries follow it. The simulated cluster cannot be trusted ` +
        `any more: restore the file from a copy, or delete its folder to start with an empty cluster.`,
    );
  }
}

/** The disk did not take an entry. Nothing of it is left in the file. */
export class JournalWriteFailed extends GroundworkError {
  readonly code = "kubernetes-journal-write-failed";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The simulated cluster could not write ${data.file} (${data.problem}), so the change was not made. ` +
        "Make room on the disk and repeat it.",
      options,
    );
  }
}

/**
 * A cluster's objects as an append-only file.
 *
 * An entry is with the operating system before {@link append} returns: a process killed right after it loses nothing.
 * A line that was cut off by such an end is dropped when the file is opened, and said.
 */
export class Journal {
  #fd: number;
  #size: number;
  readonly #file: string;

  private constructor(file: string, size: number) {
    this.#file = file;
    this.#fd = openSync(file, "a", 0o600);
    this.#size = size;
  }

  /** Opens the file, or starts it, and hands every entry to `replay` in order. */
  static open(file: string, replay: (entry: JournalEntry) => void, logger: Logger): Journal {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    if (!existsSync(file)) return new Journal(file, 0);
    const text = readFileSync(file);
    const end = replayLines(file, text, replay);
    const journal = new Journal(file, end);
    if (end < text.length) {
      logger.warn(
        { file, bytes: text.length - end },
        "The last journal entry was cut off and never acknowledged; it is dropped",
      );
      ftruncateSync(journal.#fd, end);
    }
    return journal;
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  /** @throws {JournalWriteFailed} with the file as it was. */
  append(entry: JournalEntry): void {
    const line = Buffer.from(`${jsonText(entry)}\n`);
    try {
      let written = 0;
      while (written < line.length) written += writeSync(this.#fd, line, written);
      this.#size += line.length;
    } catch (thrown) {
      this.#forgetHalfALine();
      throw new JournalWriteFailed({ file: this.#file, problem: messageOf(thrown) }, { cause: thrown });
    }
  }

  /** Replaces the file by these entries alone: either the old file or the new one is there, never a part. */
  rewrite(entries: Iterable<JournalEntry>): void {
    const next = `${this.#file}.next`;
    const fd = openSync(next, "w", 0o600);
    const write = (): void => {
      let batch: string[] = [];
      const flush = (): void => {
        const bytes = Buffer.from(batch.join(""));
        for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
        batch = [];
      };
      for (const entry of entries) {
        batch.push(`${jsonText(entry)}\n`);
        if (batch.length === 200) flush();
      }
      flush();
      fsyncSync(fd);
    };
    cleaningUpSync(write, () => closeSync(fd));
    renameSync(next, this.#file);
    closeSync(this.#fd);
    this.#fd = openSync(this.#file, "a", 0o600);
    this.#size = statSync(this.#file).size;
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Half a line in the middle of the file would cost everything after it. */
  #forgetHalfALine(): void {
    try {
      ftruncateSync(this.#fd, this.#size);
    } catch {
      // The caller throws what kept the line from being written.
    }
  }
}

/** @returns how many bytes were whole entries */
function replayLines(file: string, text: Buffer, replay: (entry: JournalEntry) => void): number {
  let start = 0;
  for (let line = 1; start < text.length; line += 1) {
    const end = text.indexOf(10, start);
    if (end < 0) return start;
    const entry = parseEntry(text.toString("utf8", start, end));
    if (entry === undefined) {
      if (end === text.length - 1) return start;
      throw new JournalDamaged({ file, line });
    }
    replay(entry);
    start = end + 1;
  }
  return start;
}

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const entry = exactJson(line) as JournalEntry;
    return typeof entry.revision === "number" && typeof entry.table === "string" ? entry : undefined;
  } catch {
    return undefined;
  }
}
