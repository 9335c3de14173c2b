import { readFileSync } from "node:fs";
import path from "node:path";
import { inflateSync } from "node:zlib";
import { idOf, isObjectId, largestObject, type StoredObject } from "./stored-object.ts";

/** `blob 12`, and the byte that ends it. */
const longestHeader = 32;

/**
 * Reads an object that has a file of its own with Node's zlib, and compares it with its id. `undefined` means that the other reader
 * has to look: for what is packed, damaged, very large or nowhere.
 */
export function readLooseObject(gitdir: string, id: string): StoredObject | undefined {
  if (!isObjectId(id)) return undefined;
  try {
    const deflated = readFileSync(path.join(gitdir, "objects", id.slice(0, 2), id.slice(2)));
    const inflated = inflateSync(deflated, { maxOutputLength: largestObject + longestHeader });
    const end = inflated.indexOf(0);
    const [, type] = /^(commit|tree|blob|tag) \d+$/.exec(inflated.toString("latin1", 0, end)) ?? [];
    const object = { type: type as StoredObject["type"], content: inflated.subarray(end + 1) };
    return idOf(object) === id ? object : undefined;
  } catch {
    return undefined;
  }
}
