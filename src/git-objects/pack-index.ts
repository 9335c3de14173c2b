import { readFileSync } from "node:fs";

const magic = 0xff744f63;
const fanout = 8;
const names = fanout + 256 * 4;
const idLength = 20;

/** Where the objects of one pack start: version 2 of Git's `.idx` files, the only one that is written since 2008. */
export class PackIndex {
  private constructor(private readonly bytes: Buffer) {}

  /** `undefined` for another version, or a file that is cut off. */
  static read(file: string): PackIndex | undefined {
    const bytes = readFileSync(file);
    if (bytes.length < names || bytes.readUInt32BE(0) !== magic || bytes.readUInt32BE(4) !== 2) return undefined;
    const index = new PackIndex(bytes);
    return bytes.length >= names + index.count * (idLength + 8) ? index : undefined;
  }

  private get count(): number {
    return this.bytes.readUInt32BE(names - 4);
  }

  /** `undefined` when the pack has no such object, or it lies beyond 2 GiB. */
  offsetOf(id: Buffer): number | undefined {
    const first = id[0] ?? 0;
    let low = first === 0 ? 0 : this.bytes.readUInt32BE(fanout + (first - 1) * 4);
    let high = this.bytes.readUInt32BE(fanout + first * 4);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = names + middle * idLength;
      const order = id.compare(this.bytes, at, at + idLength);
      if (order === 0) return this.offsetAt(middle);
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return undefined;
  }

  /** The highest bit says that the offset stands in another table, for packs that are larger. */
  private offsetAt(position: number): number | undefined {
    const offset = this.bytes.readUInt32BE(names + this.count * (idLength + 4) + position * 4);
    return offset < 0x80000000 ? offset : undefined;
  }
}
