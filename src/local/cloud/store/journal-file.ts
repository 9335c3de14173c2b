import { type FileHandle, open } from "node:fs/promises";
import { messageOf } from "../../../lib/index.ts";
import { StoreWriteFailed } from "./errors.ts";

/** The methods of a file handle that the journal calls. Tests pass one that fails. */
export type AppendHandle = Pick<FileHandle, "write" | "datasync" | "truncate" | "close">;

interface Waiting {
  readonly text: string;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * A file that only grows.
 *
 * An append resolves after `fdatasync`: it survives `kill -9` and a power cut. Appends that arrive during a write are
 * written together, so that a burst of changes costs few syncs.
 *
 * When a write fails, the file is cut back to where it ended, and every waiting append fails with it, because it may
 * rely on the change that is lost.
 */
export class JournalFile {
  readonly #handle: AppendHandle;
  readonly #file: string;
  #size: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(handle: AppendHandle, file: string, size: number) {
    this.#handle = handle;
    this.#file = file;
    this.#size = size;
  }

  static async open(
    file: string,
    wrap: (handle: AppendHandle) => AppendHandle = (handle) => handle,
  ): Promise<JournalFile> {
    const handle = await open(file, "a", 0o600);
    return new JournalFile(wrap(handle), file, (await handle.stat()).size);
  }

  get size(): number {
    return this.#size;
  }

  /** @throws {StoreWriteFailed} */
  append(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, resolve, reject });
      this.#writing ??= this.#writeWaiting();
    });
  }

  /** Waits for the pending appends, then closes. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }

  async #writeWaiting(): Promise<void> {
    // Appends of one turn of the event loop go into one write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#writeDurably(Buffer.from(batch.map(({ text }) => text).join("")));
        for (const waiting of batch) waiting.resolve();
      } catch (thrown) {
        const failed = new StoreWriteFailed({ file: this.#file, cause: messageOf(thrown) }, { cause: thrown });
        const abandoned = [...batch, ...this.#waiting];
        this.#waiting = [];
        for (const waiting of abandoned) waiting.reject(failed);
      }
    }
    this.#writing = undefined;
  }

  async #writeDurably(bytes: Buffer): Promise<void> {
    try {
      for (let written = 0; written < bytes.length; ) {
        written += (await this.#handle.write(bytes, written)).bytesWritten;
      }
      await this.#handle.datasync();
      this.#size += bytes.length;
    } catch (thrown) {
      await this.#handle.truncate(this.#size).catch(() => undefined); // a torn line is recognized when the file is read
      throw thrown;
    }
  }
}
