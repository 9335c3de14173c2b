/**
 * `google.protobuf.Struct` in bytes: https://protobuf.dev/reference/protobuf/google.protobuf/#struct
 *
 * Properties are nearly all of what programs, engine and providers tell each other. Through the classes of protobuf's
 * compiler, with an object for every number, they take most of the time that a resource takes.
 */

import type { PropertyMap } from "../special-values.ts";
import type { BackwardWriter } from "./backward-writer.ts";
import { ProtobufReader, tagOf, wireType } from "./protobuf-reader.ts";

/** The kinds of a `Value`. */
const nullTag = tagOf(1, wireType.varint);
const numberTag = tagOf(2, wireType.fixed64);
const stringTag = tagOf(3, wireType.bytes);
const boolTag = tagOf(4, wireType.varint);
const structTag = tagOf(5, wireType.bytes);
const listTag = tagOf(6, wireType.bytes);
/** The entries of a `Struct`, and their two parts. */
const entryTag = tagOf(1, wireType.bytes);
const keyTag = tagOf(1, wireType.bytes);
const valueTag = tagOf(2, wireType.bytes);
/** The values of a `ListValue`. */
const itemTag = tagOf(1, wireType.bytes);

/** Plain JSON of a struct, its keys in order. @throws {RangeError} for bytes that are no struct. */
export function decodeStruct(bytes: Uint8Array): PropertyMap {
  return readStruct(new ProtobufReader(bytes), bytes.length);
}

/** Writes a struct of plain JSON. Entries that are `undefined` are left out; in lists they are `null`. @throws {TypeError} for what is no JSON. */
export function writeStruct(writer: BackwardWriter, properties: PropertyMap): void {
  const keys = Object.keys(properties);
  for (let index = keys.length - 1; index >= 0; index -= 1) {
    const key = keys[index] ?? "";
    const value = properties[key];
    if (value === undefined) continue;
    const end = writer.length;
    writeValue(writer, value);
    writer.lengthSince(end, valueTag);
    writer.text(key, keyTag);
    writer.lengthSince(end, entryTag);
  }
}

function writeValue(writer: BackwardWriter, value: unknown): void {
  if (value === null || value === undefined) writer.flag(false, nullTag);
  else if (typeof value === "string") writer.text(value, stringTag);
  else if (typeof value === "number") writer.double(value, numberTag);
  else if (typeof value === "boolean") writer.flag(value, boolTag);
  else if (Array.isArray(value)) writeList(writer, value);
  else if (typeof value === "object") {
    const end = writer.length;
    writeStruct(writer, value as PropertyMap);
    writer.lengthSince(end, structTag);
  } else throw new TypeError(`A ${typeof value} is no property.`);
}

function writeList(writer: BackwardWriter, items: readonly unknown[]): void {
  const end = writer.length;
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const itemEnd = writer.length;
    writeValue(writer, items[index]);
    writer.lengthSince(itemEnd, itemTag);
  }
  writer.lengthSince(end, listTag);
}

function readStruct(reader: ProtobufReader, end: number): PropertyMap {
  const entries: [key: string, value: unknown][] = [];
  let isSorted = true;
  let last = "";
  while (reader.position < end) {
    if (reader.tag() !== entryTag) {
      reader.skip();
      continue;
    }
    const entry = readEntry(reader, reader.end());
    isSorted &&= last <= entry[0];
    last = entry[0];
    entries.push(entry);
  }
  if (!isSorted) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const properties: PropertyMap = {};
  for (const [key, value] of entries) {
    if (key === "__proto__") Object.defineProperty(properties, key, { value, ...ownProperty });
    else properties[key] = value;
  }
  return properties;
}

const ownProperty = { configurable: true, enumerable: true, writable: true };

function readEntry(reader: ProtobufReader, end: number): [key: string, value: unknown] {
  let key = "";
  let value: unknown = null;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === keyTag) key = reader.text();
    else if (tag === valueTag) value = readValue(reader, reader.end());
    else reader.skip();
  }
  return [key, value];
}

/** The last of what is there: a value of which nothing is said is taken for none. */
function readValue(reader: ProtobufReader, end: number): unknown {
  let value: unknown = null;
  while (reader.position < end) {
    switch (reader.tag()) {
      case nullTag:
        reader.skip();
        value = null;
        break;
      case numberTag:
        value = reader.double();
        break;
      case stringTag:
        value = reader.text();
        break;
      case boolTag:
        value = reader.varint() !== 0;
        break;
      case structTag:
        value = readStruct(reader, reader.end());
        break;
      case listTag:
        value = readList(reader, reader.end());
        break;
      default:
        reader.skip();
    }
  }
  return value;
}

function readList(reader: ProtobufReader, end: number): unknown[] {
  const items: unknown[] = [];
  while (reader.position < end) {
    if (reader.tag() === itemTag) items.push(readValue(reader, reader.end()));
    else reader.skip();
  }
  return items;
}
