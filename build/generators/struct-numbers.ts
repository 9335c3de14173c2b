import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { Generator } from "./generator.ts";

interface MessageClass {
  new (): { serializeBinary(): Uint8Array };
  deserializeBinary(bytes: Uint8Array): object;
}

/** The numbers of the fields that are structs, of all messages between engines, programs and providers. */
export const structNumbers: Generator = {
  name: "numbers of the fields that are structs",
  generate() {
    const lines = [providerPb, resourcePb].flatMap((messages) =>
      Object.entries(messages as Readonly<Record<string, unknown>>).flatMap(([name, type]) => {
        const fields = isMessageClass(type) ? structFieldsOf(type) : [];
        return fields.length === 0 ? [] : `  ${name}: { ${fields.join(", ")} },`;
      }),
    );
    const text = [
      "// Written by `npm run generate` out of the classes of @pulumi/pulumi.",
      "/** The numbers of the fields that are structs, by message and by name in its class. */",
      "export const structNumbers = {",
      ...lines.toSorted(),
      "} as const;",
      "",
    ];
    return Promise.resolve(new Map([["src/pulumi/struct/struct-numbers.ts", text.join("\n")]]));
  },
};

function isMessageClass(type: unknown): type is MessageClass {
  return typeof type === "function" && "deserializeBinary" in type;
}

function structFieldsOf(type: MessageClass): readonly string[] {
  const setters = Object.getOwnPropertyNames(type.prototype).filter((name) => name.startsWith("set"));
  return setters.flatMap((setter) => {
    const bytes = withStruct(type, setter);
    if (bytes === undefined) return [];
    const own = setter.slice("set".length);
    return `${own.charAt(0).toLowerCase()}${own.slice(1)}: ${fieldNumber(bytes)}`;
  });
}

/** A message with an empty struct in one field; `undefined` where the field is of another type. */
function withStruct(type: MessageClass, setter: string): Uint8Array | undefined {
  const message = new type();
  try {
    callOf(message, setter)(new structPb.Struct());
    const bytes = message.serializeBinary();
    return callOf(type.deserializeBinary(bytes), setter.replace("set", "get"))() instanceof structPb.Struct
      ? bytes
      : undefined;
  } catch {
    // A struct is not serialized as anything else.
    return undefined;
  }
}

function callOf(message: object, method: string): (...args: readonly unknown[]) => unknown {
  const found: unknown = Reflect.get(message, method);
  if (typeof found !== "function") throw new TypeError(`The message has no method ${method}.`);
  return (...args) => Reflect.apply(found, message, args) as unknown;
}

/** Of the first field of a message: a varint without the three bits of its wire type. */
function fieldNumber(bytes: Uint8Array): number {
  let [tag, shift] = [0, 0];
  for (const byte of bytes) {
    tag |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte < 0x80) break;
  }
  return tag >>> 3;
}
