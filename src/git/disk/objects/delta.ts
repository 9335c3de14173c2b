/**
 * What Git's delta makes of its base: pieces of the base, and bytes of its own between them.
 *
 * @throws when it is a delta of something else.
 */
export function applyDelta(delta: Buffer, base: Buffer): Buffer {
  const reader = { at: 0 };
  const next = () => delta.readUInt8(reader.at++);
  const baseLength = length(next);
  if (baseLength !== base.length) throw new Error(`it is a delta of ${baseLength} bytes, not of ${base.length}`);
  const result = Buffer.allocUnsafe(length(next));
  let filled = 0;
  while (reader.at < delta.length) {
    const instruction = next();
    if (instruction & 0x80) {
      const from = number(instruction, 4, next);
      const count = number(instruction >> 4, 3, next) || 0x10000;
      if (from + count > base.length) throw new Error("it copies what its base does not have");
      filled += base.copy(result, filled, from, from + count);
    } else {
      filled += delta.copy(result, filled, reader.at, reader.at + instruction);
      reader.at += instruction;
    }
  }
  if (filled !== result.length) throw new Error(`its delta makes ${filled} bytes of ${result.length}`);
  return result;
}

/** Seven bits to a byte, the lowest first. */
function length(next: () => number): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = next();
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}

/** Bytes of a number, the lowest first; `present` has a bit for each that is not zero. */
function number(present: number, bytes: number, next: () => number): number {
  let value = 0;
  for (let index = 0; index < bytes; index += 1) if (present & (1 << index)) value += next() * 256 ** index;
  return value;
}
