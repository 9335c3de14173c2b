import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import path from "node:path";
import { inflateSync } from "node:zlib";
import { cleaningUpSync } from "../lib/index.ts";
import { applyDelta, sizeAt } from "./pack-delta.ts";
import { PackIndex } from "./pack-index.ts";
import { idOf, isObjectId, largestObject, type StoredObject } from "./stored-object.ts";

interface Pack {
  readonly file: string;
  readonly index: PackIndex;
}

const types = [undefined, "commit", "tree", "blob", "tag"] as const;
const offsetDelta = 6;
const idDelta = 7;
/** More than the header of an object, the offset or id of its base, and what zlib adds to bytes that do not compress. */
const overhead = 128;
const usuallyKept = 16 * 1024 * 1024;
/** Git makes chains of at most 50 deltas, and refuses longer ones than 4095. */
const longestChain = 4095;

/**
 * Reads objects of a repository's packs with Node's own zlib.
 *
 * isomorphic-git looks for a loose file first, lists the folder of packs for each object and inflates in JavaScript, which takes
 * half a millisecond an object: three seconds for the folders of 1,500 environments. Each object that is read here is compared
 * with its id. `undefined` means that the other reader has to look: for what is loose, damaged, very large or of another format.
 */
export class PackedObjects {
  private packs: readonly Pack[] | undefined;
  /** Bases of deltas, by pack and offset: files of a kind are stored as differences to each other. */
  private readonly bases = new Map<string, StoredObject>();
  private kept = 0;

  /**
   * @param gitdir where `objects/pack` is
   * @param mostKept bytes of bases of deltas that are held, at most
   */
  constructor(
    private readonly gitdir: string,
    private readonly mostKept = usuallyKept,
  ) {}

  read(id: string): StoredObject | undefined {
    if (!isObjectId(id)) return undefined;
    try {
      const found = this.find(Buffer.from(id, "hex"), 0);
      return found && idOf(found) === id ? found : undefined;
    } catch {
      // A pack that `git gc` has just replaced, or one that is damaged: the other reader finds the object or says what is wrong.
      return undefined;
    }
  }

  private find(id: Buffer, depth: number): StoredObject | undefined {
    this.packs ??= packsIn(path.join(this.gitdir, "objects", "pack"));
    for (const pack of this.packs) {
      const offset = pack.index.offsetOf(id);
      if (offset !== undefined) return this.readAt(pack, offset, depth);
    }
    return undefined;
  }

  private readAt(pack: Pack, offset: number, depth: number): StoredObject | undefined {
    const key = `${pack.file} ${offset}`;
    const known = this.bases.get(key);
    if (known || depth > longestChain) return known;
    const stored = readStored(pack.file, offset);
    if (!stored) return undefined;
    const { kind, data, baseOffset, baseId } = stored;
    const type = types[kind];
    if (type) return this.keep(key, { type, content: data }, depth);
    const base = baseId ? this.find(baseId, depth + 1) : this.readAt(pack, offset - baseOffset, depth + 1);
    return base && this.keep(key, { type: base.type, content: applyDelta(base.content, data) }, depth);
  }

  private keep(key: string, object: StoredObject, depth: number): StoredObject {
    if (depth === 0) return object;
    this.kept += object.content.length;
    if (this.kept > this.mostKept) {
      this.bases.clear();
      this.kept = object.content.length;
    }
    this.bases.set(key, object);
    return object;
  }
}

interface Stored {
  readonly kind: number;
  /** The object, or the delta to its base. */
  readonly data: Buffer;
  /** How far before the object its base starts. */
  readonly baseOffset: number;
  readonly baseId?: Buffer;
}

function readStored(file: string, offset: number): Stored | undefined {
  const pack = openSync(file, "r");
  return cleaningUpSync(
    () => storedAt(pack, offset),
    () => closeSync(pack),
  );
}

function storedAt(pack: number, offset: number): Stored | undefined {
  const head = readAt(pack, offset, 4096);
  const first = head.readUInt8(0);
  const kind = (first >> 4) & 7;
  const rest = first < 0x80 ? { size: 0, end: 1 } : sizeAt(head, 1);
  const size = (first & 15) + rest.size * 16;
  if (size > largestObject) return undefined;
  const base = kind === offsetDelta ? baseOffsetAt(head, rest.end) : { offset: 0, end: rest.end };
  const start = kind === idDelta ? base.end + 20 : base.end;
  const longest = size + (size >> 8) + overhead;
  const deflated = longest <= head.length - start ? head.subarray(start) : readAt(pack, offset + start, longest);
  const data = inflateSync(deflated, { maxOutputLength: size + 1, chunkSize: Math.max(64, size + 1) });
  if (data.length !== size) return undefined;
  const baseId = kind === idDelta ? head.subarray(base.end, start) : undefined;
  return { kind, data, baseOffset: base.offset, ...(baseId && { baseId }) };
}

/** A number with its most significant bits first, in which each further byte stands for one more than it says. */
function baseOffsetAt(bytes: Buffer, start: number): { readonly offset: number; readonly end: number } {
  let byte = bytes.readUInt8(start);
  let offset = byte & 0x7f;
  let at = start + 1;
  for (; byte >= 0x80; at++) {
    byte = bytes.readUInt8(at);
    offset = (offset + 1) * 128 + (byte & 0x7f);
  }
  return { offset, end: at };
}

function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
}

function packsIn(folder: string): readonly Pack[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".idx"))
    .flatMap((name) => {
      const index = PackIndex.read(path.join(folder, name));
      return index ? [{ file: path.join(folder, name.replace(/idx$/, "pack")), index }] : [];
    });
}
