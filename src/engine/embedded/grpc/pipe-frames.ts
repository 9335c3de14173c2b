/**
 * Questions and answers on a pipe: four bytes with the length of what follows, then the number of the question, a code, the
 * length of a name and the name, and a message.
 *
 * Of a question the name is the method's path. Of an answer the code is a status, and the name says what is wrong.
 */
export interface PipeFrame {
  readonly id: number;
  readonly code: number;
  readonly name: string;
  readonly message: Uint8Array;
}

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

/** Puts frames together again, however the pipe has cut them. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #wanted = 4;

  /** Frames that are whole now. */
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

/** `undefined` while not even the length is there. */
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
