import type { Duplex } from "node:stream";
import { type Methods, resultOf } from "./methods.ts";
import { FrameReader, type PipeFrame, runNumbers, writeResponse } from "./pipe-frames.ts";
import { RpcError, status } from "./status.ts";

/** Event of a pipe on which something else was sent than calls. */
export const malformedCall = "malformed-call";

const nothing = Buffer.alloc(0);

/**
 * Serves methods over a pipe, until the pipe is closed.
 *
 * @param run number of the run that the methods belong to: calls of another run of the same process are refused.
 * @returns stops serving, so that the pipe can serve another run.
 */
export function servePipe(methods: Methods, pipe: Duplex, run = 0): () => void {
  const frames = new FrameReader();
  const resultFor = async ({ code, name, message }: PipeFrame) =>
    code === run % runNumbers
      ? await resultOf(methods, name, message)
      : new RpcError(status.FAILED_PRECONDITION, "The call belongs to another run of the program.");
  const respond = async (frame: PipeFrame) => {
    const { id } = frame;
    const result = await resultFor(frame);
    if (!pipe.writable) return;
    writeResponse(
      pipe,
      result instanceof RpcError
        ? { id, code: result.code, name: result.details, message: nothing }
        : { id, code: status.OK, name: "", message: result },
    );
  };
  const read = (chunk: Buffer) => {
    try {
      for (const frame of frames.push(chunk)) void respond(frame);
    } catch {
      // The lengths in a frame contradict each other, and where the next one begins is not known.
      pipe.emit(malformedCall);
      pipe.destroy();
    }
  };
  // The client's process has ended; its calls need no responses.
  const ignore = () => undefined;
  pipe.on("data", read);
  pipe.on("error", ignore);
  return () => {
    pipe.off("data", read);
    pipe.off("error", ignore);
  };
}
