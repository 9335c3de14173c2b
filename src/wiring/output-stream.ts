import type { Writable } from "node:stream";

/** The reader of an output has gone, as that of `groundwork preview | head` has. What is written afterwards is dropped. */
export interface ClosedOutput {
  readonly kind: "closed";
}

/** Writing to an output failed for another reason, such as a full disk. */
export interface FailedOutput {
  readonly kind: "failed";
  readonly problem: string;
}

export type LostOutput = ClosedOutput | FailedOutput;

/** Error codes that mean that the other end of a pipe or terminal is closed. */
const closed: ReadonlySet<string> = new Set(["EPIPE", "ECONNRESET", "EIO", "ERR_STREAM_DESTROYED"]);

/**
 * Writes to a stream of the process until the stream fails.
 *
 * An unhandled `error` event of a closed stream would end the process in the middle of its work. Here the work goes on,
 * and `onLost` is called once.
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
