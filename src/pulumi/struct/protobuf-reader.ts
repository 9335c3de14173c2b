/** How a field is encoded: https://protobuf.dev/programming-guides/encoding/#structure */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** What a field begins with: its number, and how it is encoded. */
export function tagOf(field: number, type: (typeof wireType)[keyof typeof wireType]): number {
  return (field << 3) | type;
}

/** Reads fields of protobuf one after the other: first {@link tag}, then what it says is there, or {@link skip}. */
export class ProtobufReader {
  readonly #buffer: Buffer;
  position = 0;
  #tag = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  tag(): number {
    this.#tag = this.varint();
    return this.#tag;
  }

  /** The end of a field that begins with its length. */
  end(): number {
    const length = this.varint();
    return this.#within(this.position + length);
  }

  text(): string {
    const end = this.end();
    const text = this.#buffer.toString("utf8", this.position, end);
    this.position = end;
    return text;
  }

  bytes(): Uint8Array {
    const end = this.end();
    const bytes = this.#buffer.subarray(this.position, end);
    this.position = end;
    return bytes;
  }

  double(): number {
    const end = this.#within(this.position + 8);
    const value = this.#buffer.readDoubleLE(this.position);
    this.position = end;
    return value;
  }

  /** Larger ones than 2^53 lose their last digits: no tag and no length is. */
  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#buffer[this.position];
      if (byte === undefined) throw new RangeError("The message is cut off.");
      this.position += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  /** Passes over the field whose tag was read last. */
  skip(): void {
    switch (this.#tag & 7) {
      case wireType.varint:
        this.varint();
        return;
      case wireType.fixed64:
        this.position = this.#within(this.position + 8);
        return;
      case wireType.bytes:
        this.position = this.end();
        return;
      case wireType.fixed32:
        this.position = this.#within(this.position + 4);
        return;
      default:
        throw new RangeError(`The message has a field of the unknown kind ${this.#tag & 7}.`);
    }
  }

  #within(end: number): number {
    if (end > this.#buffer.length) throw new RangeError("The message is cut off.");
    return end;
  }
}
