/**
 * Fields of protobuf, written from the last to the first: a field's length stands before it, and is known only after it.
 *
 * https://protobuf.dev/programming-guides/encoding/
 */
export class BackwardWriter {
  #buffer = Buffer.allocUnsafe(1_024);
  /** How many bytes are written; they are the last ones of the buffer. */
  length = 0;

  /** What was written. The writer is not to be used afterwards. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(this.#buffer.length - this.length);
  }

  text(text: string, tag: number): void {
    const size = Buffer.byteLength(text);
    const at = this.#take(size);
    this.#buffer.write(text, at, size, "utf8");
    this.varint(size);
    this.varint(tag);
  }

  double(value: number, tag: number): void {
    const at = this.#take(8);
    this.#buffer.writeDoubleLE(value, at);
    this.varint(tag);
  }

  flag(value: boolean, tag: number): void {
    this.varint(value ? 1 : 0);
    this.varint(tag);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#buffer.set(bytes, at);
  }

  /** Makes one field of what was written since {@link length} was `end`. */
  lengthSince(end: number, tag: number): void {
    this.varint(this.length - end);
    this.varint(tag);
  }

  /** @param value at least 0, less than 2^32. */
  varint(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 0x80; rest >>>= 7) size += 1;
    let at = this.#take(size);
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      this.#buffer[at] = (rest & 0x7f) | 0x80;
      at += 1;
    }
    this.#buffer[at] = rest;
  }

  /** Makes room for `size` bytes before what is written. @returns where they begin. */
  #take(size: number): number {
    this.length += size;
    if (this.length > this.#buffer.length) this.#grow();
    return this.#buffer.length - this.length;
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(this.length * 2);
    this.#buffer.copy(larger, larger.length - this.#buffer.length);
    this.#buffer = larger;
  }
}
