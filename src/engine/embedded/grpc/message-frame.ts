import { counted } from "../../../lib/counted.ts";

/** Bytes before each message: a flag for compression, and the message's length in four bytes. */
const prefixLength = 5;

export function frameOf(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(prefixLength + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, prefixLength);
  return frame;
}

/** The one message of a unary call, or why the bytes are none. */
export function messageIn(chunks: readonly Buffer[]): Uint8Array | { readonly problem: string } {
  const [first] = chunks;
  const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks);
  if (bytes.length < prefixLength) return { problem: "there is no message" };
  if (bytes[0] !== 0) return { problem: "the message is compressed, which was not agreed on" };
  const length = bytes.readUInt32BE(1);
  if (bytes.length !== prefixLength + length)
    return { problem: `the message should have ${counted(length, "byte")} and has ${bytes.length - prefixLength}` };
  return bytes.subarray(prefixLength);
}
