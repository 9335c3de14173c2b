/** Values as SSH writes them (RFC 4251): each with its length before it. */
export function sshString(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value as Uint8Array);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A number that is not negative, given as its bytes: without zeros in front, but for the one that keeps it positive. */
export function sshNumber(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = Buffer.from(bytes.subarray(start));
  return sshString((digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

/** Reads such values one after the other. */
export class SshReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** @throws {RangeError} when the bytes end before the value does. */
  string(): Buffer {
    const length = this.bytes.readUInt32BE(this.#at);
    const [start, end] = [this.#at + 4, this.#at + 4 + length];
    if (end > this.bytes.length) throw new RangeError("The value is longer than what holds it.");
    this.#at = end;
    return this.bytes.subarray(start, end);
  }

  text(): string {
    return this.string().toString("utf8");
  }

  skip(count: number): void {
    this.#at += count;
  }
}
