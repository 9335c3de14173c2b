/** A variable-length number, least significant bits first, and where it ends. */
export function sizeAt(bytes: Buffer, start: number): { readonly size: number; readonly end: number } {
  let size = 0;
  let shift = 0;
  for (let at = start; ; at++, shift += 7) {
    const byte = bytes.readUInt8(at);
    size += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { size, end: at + 1 };
  }
}

/**
 * An object from the one that it was stored as the difference to: copies from the base, and bytes of its own.
 *
 * @throws {RangeError} when the delta is damaged, or belongs to another base
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const from = sizeAt(delta, 0);
  const to = sizeAt(delta, from.end);
  if (from.size !== base.length) throw new RangeError("The delta belongs to another base.");
  const result = Buffer.allocUnsafe(to.size);
  let written = 0;
  for (let at = to.end; at < delta.length; ) {
    const instruction = delta.readUInt8(at++);
    if (instruction === 0) throw new RangeError("The delta has a reserved instruction.");
    let source = delta;
    let start = at;
    let length = instruction;
    if (instruction >= 0x80) {
      source = base;
      start = 0;
      length = 0;
      for (let bit = 0; bit < 4; bit++) if (instruction & (1 << bit)) start += delta.readUInt8(at++) * 2 ** (bit * 8);
      for (let bit = 0; bit < 3; bit++) if (instruction & (16 << bit)) length += delta.readUInt8(at++) * 2 ** (bit * 8);
      length ||= 0x10000;
    } else at += instruction;
    if (start + length > source.length || written + length > result.length)
      throw new RangeError("The delta leads out of its base.");
    written += source.copy(result, written, start, start + length);
  }
  if (written !== result.length) throw new RangeError("The delta is cut off.");
  return result;
}
