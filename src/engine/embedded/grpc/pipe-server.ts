import type { Duplex } from "node:stream";
import { type Methods, resultOf } from "./methods.ts";
import { encodeFrame, FrameReader, type PipeFrame } from "./pipe-frames.ts";
import { RpcError, status } from "./status.ts";

const nothing = Buffer.alloc(0);

/** Serves methods over a pipe, until the pipe is closed. */
export function servePipe(methods: Methods, pipe: Duplex): void {
  const frames = new FrameReader();
  const respond = async ({ id, name, message }: PipeFrame) => {
    const result = await resultOf(methods, name, message);
    if (!pipe.writable) return;
    pipe.write(
      result instanceof RpcError
        ? encodeFrame({ id, code: result.code, name: result.details, message: nothing })
        : encodeFrame({ id, code: status.OK, name: "", message: result }),
    );
  };
  pipe.on("data", (chunk: Buffer) => {
    for (const frame of frames.push(chunk)) void respond(frame);
  });
  // The client's process has ended; its calls need no responses.
  pipe.on("error", () => undefined);
}
