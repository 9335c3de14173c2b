import type { Writable } from "node:stream";

/** The reader of an output has gone, as that of `groundwork preview | head` has. What is written afterwards is dropped. */
export interface ClosedOutput {
  readonly kind: "closed";
}

/** An output took no more for another reason, such as a full disk. */
export interface FailedOutput {
  readonly kind: "failed";
  readonly problem: string;
}

export type LostOutput = ClosedOutput | FailedOutput;

/** Reasons for which nothing can be read any more at the other end of a pipe or a terminal. */
const closed: ReadonlySet<string> = new Set(["EPIPE", "ECONNRESET", "EIO", "ERR_STREAM_DESTROYED"]);

/**
 * Writes to a stream of the process for as long as it takes text.
 *
 * A stream that is closed raises an error that ends the process in the middle of its work when nothing listens to it; here
 * the work goes on, and `onLost` is told once.
 */
export function outputStream(stream: Writable, onLost: (lost: LostOutput) => void): (text: string) => void {
  let isLost = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (isLost) return;
    isLost = true;
    onLost(closed.has(error.code ?? "") ? { kind: "closed" } : { kind: "failed", problem: error.message });
  });
  return (text) => {
    if (!isLost) stream.write(text);
  };
}
