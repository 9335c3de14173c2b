import type { PropertyMap } from "../special-values.ts";
import { BackwardWriter } from "./backward-writer.ts";
import { ProtobufReader, tagOf, wireType } from "./protobuf-reader.ts";
import { decodeStruct, writeStruct } from "./struct-bytes.ts";

/** Structs of a message by the names of their fields. */
export type Structs<Name extends string> = { readonly [Each in Name]?: PropertyMap | undefined };

/** The numbers of a message's fields that are structs. */
export type StructFields<Name extends string> = Readonly<Record<Name, number>>;

/** A message with structs. The order of fields does not matter in protobuf, so they follow the rest. */
export function withStructs<Name extends string>(
  message: Uint8Array,
  fields: StructFields<Name>,
  structs: Structs<Name>,
): Uint8Array {
  const writer = new BackwardWriter();
  const given: Readonly<Record<string, PropertyMap | undefined>> = structs;
  for (const [name, field] of Object.entries<number>(fields)) {
    const properties = given[name];
    if (properties === undefined) continue;
    const end = writer.length;
    writeStruct(writer, properties);
    writer.lengthSince(end, tagOf(field, wireType.bytes));
  }
  writer.raw(message);
  return writer.bytes();
}

/** A message parted from its structs. @throws {RangeError} for bytes that are no message. */
export function takeStructs<Name extends string>(
  message: Uint8Array,
  fields: StructFields<Name>,
): { readonly rest: Uint8Array; readonly structs: Structs<Name> } {
  const names = new Map(Object.entries<number>(fields).map(([name, field]) => [tagOf(field, wireType.bytes), name]));
  const reader = new ProtobufReader(message);
  const rest: Uint8Array[] = [];
  const structs: Record<string, PropertyMap> = {};
  let kept = 0;
  while (reader.position < message.length) {
    const begin = reader.position;
    const name = names.get(reader.tag());
    if (name === undefined) {
      reader.skip();
      continue;
    }
    rest.push(message.subarray(kept, begin));
    structs[name] = decodeStruct(reader.bytes());
    kept = reader.position;
  }
  rest.push(message.subarray(kept));
  return { rest: Buffer.concat(rest), structs: structs as Structs<Name> };
}
