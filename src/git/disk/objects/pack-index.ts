const magic = 0xff744f63;
const idLength = 20;
const fanoutStart = 8;
const idsStart = fanoutStart + 256 * 4;
/** Set in a short offset: the rest of it counts in the table of long ones. */
const isLong = 0x80000000;

/** Where objects lie in a pack: its `.idx` file, in the version that Git has written since 2007. */
export class PackIndex {
  readonly #bytes: Buffer;
  readonly #count: number;

  /** @throws for any other version. */
  constructor(bytes: Buffer) {
    if (bytes.readUInt32BE(0) !== magic || bytes.readUInt32BE(4) !== 2)
      throw new Error("a pack's index is not of version 2. Write it anew with: git repack -a -d");
    this.#bytes = bytes;
    this.#count = bytes.readUInt32BE(fanoutStart + 255 * 4);
  }

  offsetOf(id: string): number | undefined {
    const wanted = Buffer.from(id, "hex");
    if (wanted.length !== idLength) return undefined;
    let [low, high] = this.#range(wanted.readUInt8(0));
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = idsStart + middle * idLength;
      const order = wanted.compare(this.#bytes, at, at + idLength);
      if (order === 0) return this.#offset(middle);
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return undefined;
  }

  idsBeginningWith(digits: string): readonly string[] {
    const [first, end] = this.#range(Number.parseInt(digits.slice(0, 2), 16));
    const ids = Array.from({ length: end - first }, (_, index) => {
      const at = idsStart + (first + index) * idLength;
      return this.#bytes.toString("hex", at, at + idLength);
    });
    return ids.filter((id) => id.startsWith(digits));
  }

  /** Entries of the ids whose first byte is `byte`, and where they end. */
  #range(byte: number): [first: number, end: number] {
    const upTo = (each: number) => this.#bytes.readUInt32BE(fanoutStart + each * 4);
    return [byte === 0 ? 0 : upTo(byte - 1), upTo(byte)];
  }

  #offset(entry: number): number {
    // Between ids and offsets lies a checksum of each entry.
    const offsets = idsStart + this.#count * (idLength + 4);
    const short = this.#bytes.readUInt32BE(offsets + entry * 4);
    if (short < isLong) return short;
    return Number(this.#bytes.readBigUInt64BE(offsets + this.#count * 4 + (short - isLong) * 8));
  }
}
