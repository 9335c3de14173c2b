import type { Writable } from "node:stream";

/**
 * A request or a response on a pipe. On the wire: the length of the rest in four bytes, the number of the call, a code, the
 * length of a name, the name, the message; little-endian.
 *
 * A request has the method's path as its name, and as its code the number of the run that it belongs to, modulo
 * {@link runNumbers}. A response has a gRPC status as its code, and its name is the error's text.
 */
export interface PipeFrame {
  readonly id: number;
  readonly code: number;
  readonly name: string;
  readonly message: Uint8Array;
}

/** Runs that frames can tell apart. */
export const runNumbers = 256;

const headLength = 4 + 4 + 1 + 4;
const nothing = Buffer.alloc(0);

export function encodeFrame({ id, code, name, message }: PipeFrame): Buffer {
  const nameLength = Buffer.byteLength(name);
  const frame = Buffer.allocUnsafe(headLength + nameLength + message.length);
  frame.writeUInt32LE(frame.length - 4, 0);
  frame.writeUInt32LE(id, 4);
  frame.writeUInt8(code, 8);
  frame.writeUInt32LE(nameLength, 9);
  frame.write(name, headLength, nameLength, "utf8");
  frame.set(message, headLength + nameLength);
  return frame;
}

/** Writes a request, with all others of one callback. A program may end its process in the next one. */
export function writeRequest(pipe: Writable, frame: PipeFrame): void {
  writeWithOthers(pipe, frame, (write) => process.nextTick(write));
}

/** Writes a response, with all others of one turn of the event loop: each writing wakes the process at the other end. */
export function writeResponse(pipe: Writable, frame: PipeFrame): void {
  writeWithOthers(pipe, frame, (write) => setImmediate(write));
}

function writeWithOthers(pipe: Writable, frame: PipeFrame, later: (write: () => void) => void): void {
  if (pipe.writableCorked === 0) {
    pipe.cork();
    later(() => pipe.uncork());
  }
  pipe.write(encodeFrame(frame));
}

/** Reads frames from chunks, whose boundaries are anywhere. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #wanted = 4;

  /** @returns the frames that this chunk completes. */
  push(chunk: Buffer): readonly PipeFrame[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#wanted) return [];
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const frames: PipeFrame[] = [];
    let start = 0;
    let end = endOf(bytes, start);
    while (end !== undefined && end <= bytes.length) {
      frames.push(decodeFrame(bytes.subarray(start, end)));
      start = end;
      end = endOf(bytes, start);
    }
    this.#chunks = start < bytes.length ? [bytes.subarray(start)] : [];
    this.#size = bytes.length - start;
    this.#wanted = end === undefined ? 4 : end - start;
    return frames;
  }
}

/** @returns `undefined` while the length itself is incomplete. */
function endOf(bytes: Buffer, start: number): number | undefined {
  return bytes.length - start < 4 ? undefined : start + 4 + bytes.readUInt32LE(start);
}

function decodeFrame(frame: Buffer): PipeFrame {
  const nameEnd = headLength + frame.readUInt32LE(9);
  return {
    id: frame.readUInt32LE(4),
    code: frame.readUInt8(8),
    name: frame.toString("utf8", headLength, nameEnd),
    message: nameEnd < frame.length ? frame.subarray(nameEnd) : nothing,
  };
}
