import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { cleaningUp } from "./clean-up.ts";
import { GroundworkError } from "./errors.ts";

/** A path leads to something that can only be read without end, or not at all. */
export class NotAPlainFile extends GroundworkError {
  readonly code = "not-a-plain-file";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string; readonly what: string },
    options?: ErrorOptions,
  ) {
    super(`${data.file} is ${data.what}, and is not read. Put a plain file there.`, options);
  }
}

/** A file is larger than anything that would be right there. */
export class FileTooLarge extends GroundworkError {
  readonly code = "file-too-large";
  readonly kind = "invalid";
  /** Sizes in bytes. */
  constructor(readonly data: { readonly file: string; readonly limit: number }) {
    super(`${data.file} has more than ${data.limit / 1024} KiB, which is the most that is read. Make it smaller.`);
  }
}

/**
 * The bytes of a plain file, or `undefined` when nothing is there.
 *
 * Never waits for a pipe, never reads a device, and never reads more than `limit` bytes, even when the file reports a
 * smaller size.
 *
 * @param links whether a symbolic link is followed to a plain file; folders above it always are
 * @throws {NotAPlainFile}, {@link FileTooLarge}
 */
export async function readPlainFile(
  file: string,
  { limit, links }: { readonly limit: number; readonly links: "followed" | "refused" },
): Promise<Buffer | undefined> {
  const handle = await openUnlessMissing(file, links);
  if (!handle) return undefined;
  return await cleaningUp(
    () => boundedBytes(handle, file, limit),
    () => handle.close(),
  );
}

async function boundedBytes(handle: FileHandle, file: string, limit: number): Promise<Buffer> {
  const found = await handle.stat();
  if (!found.isFile()) throw new NotAPlainFile({ file, what: found.isDirectory() ? "a folder" : "no plain file" });
  if (found.size > limit) throw new FileTooLarge({ file, limit });
  // A file may be longer than it says, and `/proc` says 0 of all: the end is where nothing more is read.
  let bytes = Buffer.allocUnsafe(Math.min(found.size, limit) + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
    if (length > limit) throw new FileTooLarge({ file, limit });
    if (length === bytes.length)
      bytes = Buffer.concat([bytes, Buffer.allocUnsafe(Math.min(length, limit - length + 1))]);
  }
}

async function openUnlessMissing(file: string, links: "followed" | "refused"): Promise<FileHandle | undefined> {
  // Without O_NONBLOCK, opening a pipe blocks until a writer opens it.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (links === "refused" ? constants.O_NOFOLLOW : 0);
  try {
    return await open(file, flags);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP") throw new NotAPlainFile({ file, what: "a symbolic link" }, { cause: thrown });
    if (code === "ENXIO") throw new NotAPlainFile({ file, what: "no plain file" }, { cause: thrown });
    throw thrown;
  }
}
