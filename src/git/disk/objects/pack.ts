import { openSync, readFileSync, readSync } from "node:fs";
import path from "node:path";
import { inflateSync } from "node:zlib";
import { applyDelta } from "./delta.ts";
import { PackIndex } from "./pack-index.ts";
import type { ObjectType, StoredObject } from "./stored-object.ts";

const types: Readonly<Record<number, ObjectType>> = { 1: "commit", 2: "tree", 3: "blob", 4: "tag" };
const offsetDelta = 6;
const referenceDelta = 7;

/** What unpacked objects may take together that others may be deltas of. */
const keptBytes = 16 * 1024 * 1024;

/** One entry of a pack: an object, or how it differs from another one. */
interface Entry {
  readonly kind: number;
  /** Length of what {@link data} unpacks to. */
  readonly size: number;
  /** Where its compressed bytes begin. */
  readonly data: number;
  /** Of a delta: the other entry's offset, or its id. */
  readonly base?: number | string;
}

/** A pack and its index. The file stays open as long as the process: Git may remove it at any time. */
export class Pack {
  readonly name: string;
  readonly #index: PackIndex;
  readonly #file: number;
  readonly #unpacked = new Map<number, StoredObject>();
  #unpackedBytes = 0;

  /** @param name of its files, without `.idx` and `.pack` */
  constructor(folder: string, name: string) {
    this.name = name;
    this.#index = new PackIndex(readFileSync(path.join(folder, `${name}.idx`)));
    this.#file = openSync(path.join(folder, `${name}.pack`), "r");
  }

  offsetOf(id: string): number | undefined {
    return this.#index.offsetOf(id);
  }

  idsBeginningWith(digits: string): readonly string[] {
    return this.#index.idsBeginningWith(digits);
  }

  /** @param outside finds the base of a delta that is not in this pack */
  objectAt(offset: number, outside: (id: string) => StoredObject): StoredObject {
    const chain: Entry[] = [];
    let object: StoredObject | undefined;
    // Chains are up to 50 deltas long by default and may be thousands: no recursion.
    for (let at: number | undefined = offset; at !== undefined && object === undefined; ) {
      object = this.#unpacked.get(at);
      if (object) break;
      const entry = this.#entryAt(at);
      const { base } = entry;
      if (base === undefined) {
        object = this.#keep(at, { type: typeOf(entry.kind), content: this.#inflate(entry) });
        break;
      }
      chain.push(entry);
      at = typeof base === "number" ? base : this.#index.offsetOf(base);
      if (at === undefined) object = outside(base as string);
    }
    if (object === undefined) throw new Error("it is a delta of nothing");
    const { type } = object;
    let { content } = object;
    for (const entry of chain.toReversed()) content = applyDelta(this.#inflate(entry), content);
    return this.#keep(offset, { type, content });
  }

  #keep(offset: number, object: StoredObject): StoredObject {
    if (this.#unpackedBytes > keptBytes) {
      this.#unpacked.clear();
      this.#unpackedBytes = 0;
    }
    if (!this.#unpacked.has(offset)) this.#unpackedBytes += object.content.length;
    this.#unpacked.set(offset, object);
    return object;
  }

  /** A type and a length, in seven bits to a byte, and for a delta what it is one of. */
  #entryAt(offset: number): Entry {
    const head = this.#bytes(offset, 64);
    let at = 0;
    let byte = head.readUInt8(at++);
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let scale = 16; byte & 0x80; scale *= 128) {
      byte = head.readUInt8(at++);
      size += (byte & 0x7f) * scale;
    }
    if (kind === referenceDelta) return { kind, size, data: offset + at + 20, base: head.toString("hex", at, at + 20) };
    if (kind !== offsetDelta) return { kind, size, data: offset + at };
    byte = head.readUInt8(at++);
    let back = byte & 0x7f;
    while (byte & 0x80) {
      byte = head.readUInt8(at++);
      back = (back + 1) * 128 + (byte & 0x7f);
    }
    return { kind, size, data: offset + at, base: offset - back };
  }

  /** An entry does not say how long it is compressed: what is read beyond its end is ignored. */
  #inflate({ size, data }: Entry): Buffer {
    // What does not get smaller is stored with five bytes to each 16 KiB; more than that is another packer's choice.
    for (let length = size + (size >> 8) + 128; ; length *= 2) {
      const compressed = this.#bytes(data, length);
      try {
        const content = inflateSync(compressed);
        if (content.length !== size) throw new Error(`it unpacks to ${content.length} bytes instead of ${size}`);
        return content;
      } catch (thrown) {
        const isCutOff = (thrown as NodeJS.ErrnoException).code === "Z_BUF_ERROR" && compressed.length === length;
        if (!isCutOff) throw thrown;
      }
    }
  }

  /** As many as there are, at most `length`. */
  #bytes(position: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const read = readSync(this.#file, buffer, filled, length - filled, position + filled);
      if (read === 0) break;
      filled += read;
    }
    return buffer.subarray(0, filled);
  }
}

function typeOf(kind: number): ObjectType {
  const type = types[kind];
  if (type === undefined) throw new Error(`its pack gives it the type ${kind}, which there is not`);
  return type;
}
