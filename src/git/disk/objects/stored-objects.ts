import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { inflateSync } from "node:zlib";
import { Pack } from "./pack.ts";
import type { ObjectType, StoredObject } from "./stored-object.ts";

/** The clone does not hold the object. */
export class NoSuchObject extends Error {}

/**
 * Objects by their id.
 *
 * Reads from the disk each time, and at once: an object is small, and a turn of the event loop costs more than reading it.
 */
export class StoredObjects {
  readonly #folder: string;
  #packs: readonly Pack[] | undefined;

  /** @param folder `objects` of the clone */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws {NoSuchObject}, and an error that says how it is damaged when its bytes are not what its id names. */
  read(id: string): StoredObject {
    const found = this.#loose(id) ?? this.#packed(id);
    if (found === undefined) throw new NoSuchObject(`${id} is not there`);
    const { type, content } = found;
    const proven = createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
    if (proven !== id) throw new Error(`its bytes are those of ${proven}`);
    return found;
  }

  /** Each once, in no order. @param digits at least two */
  idsBeginningWith(digits: string): readonly string[] {
    const folder = digits.slice(0, 2);
    const loose = (orAbsent(() => readdirSync(path.join(this.#folder, folder))) ?? []).map((name) => folder + name);
    const packed = this.#open(this.#packs ?? []).flatMap((pack) => pack.idsBeginningWith(digits));
    return [...new Set([...loose.filter((id) => id.length === 40 && id.startsWith(digits)), ...packed])];
  }

  #loose(id: string): StoredObject | undefined {
    const file = path.join(this.#folder, id.slice(0, 2), id.slice(2));
    const compressed = orAbsent(() => readFileSync(file));
    if (compressed === undefined) return undefined;
    const bytes = inflateSync(compressed);
    const end = bytes.indexOf(0);
    const [, type] = /^(commit|tree|blob|tag) \d+$/.exec(bytes.toString("latin1", 0, end)) ?? [];
    if (type === undefined) throw new Error("it does not begin as an object does");
    return { type: type as ObjectType, content: bytes.subarray(end + 1) };
  }

  #packed(id: string): StoredObject | undefined {
    const known = this.#packs ?? this.#open([]);
    // Somebody may have packed meanwhile what was loose, or in other packs, when these were opened.
    return this.#inPacks(id, known) ?? this.#inPacks(id, this.#open(known)) ?? this.#loose(id);
  }

  #inPacks(id: string, packs: readonly Pack[]): StoredObject | undefined {
    for (const pack of packs) {
      const offset = pack.offsetOf(id);
      if (offset !== undefined) return pack.objectAt(offset, (base) => this.read(base));
    }
    return undefined;
  }

  /** Keeps what is open already: its bytes can be read even when its file was removed. */
  #open(known: readonly Pack[]): readonly Pack[] {
    const folder = path.join(this.#folder, "pack");
    const opened = new Set(known.map(({ name }) => name));
    const names = (orAbsent(() => readdirSync(folder)) ?? [])
      .filter((file) => file.endsWith(".idx"))
      .map((file) => file.slice(0, -".idx".length))
      .filter((name) => !opened.has(name));
    const added = names.flatMap((name) => orAbsent(() => new Pack(folder, name)) ?? []);
    this.#packs = [...known, ...added];
    return this.#packs;
  }
}

function orAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
}
