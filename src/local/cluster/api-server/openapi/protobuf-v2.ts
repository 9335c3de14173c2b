import protobuf from "google-protobuf";
import { jsonText } from "../../../../lib/index.ts";

/** The media type of OpenAPI v2 as protobuf; clients since 1.28 ask for either spelling. */
export const openApiV2Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
export const openApiV2ProtobufAlias = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

type Json = Readonly<Record<string, unknown>>;
type Encode = (value: unknown) => Uint8Array;
/** How one field of a message is written: its number, and its value. */
type Field = (writer: protobuf.BinaryWriter, value: unknown) => void;
type Message = Readonly<Record<string, Field>>;

const text =
  (number: number): Field =>
  (writer, value) =>
    writer.writeString(number, String(value));
const texts =
  (number: number): Field =>
  (writer, value) =>
    writer.writeRepeatedString(number, listOf(value).map(String));
const flag =
  (number: number): Field =>
  (writer, value) =>
    writer.writeBool(number, value === true);
const amount =
  (number: number): Field =>
  (writer, value) =>
    writer.writeDouble(number, Number(value));
const count =
  (number: number): Field =>
  (writer, value) =>
    writer.writeInt64(number, Number(value));
const one =
  (number: number, encode: Encode): Field =>
  (writer, value) =>
    writer.writeBytes(number, encode(value));
const many =
  (number: number, encode: Encode): Field =>
  (writer, value) => {
    for (const each of listOf(value)) writer.writeBytes(number, encode(each));
  };
/** A map, as a list of names with values. */
const named =
  (number: number, encode: Encode): Field =>
  (writer, value) => {
    for (const [name, each] of Object.entries(mapOf(value)))
      writer.writeBytes(
        number,
        written((pair) => {
          pair.writeString(1, name);
          pair.writeBytes(2, encode(each));
        }),
      );
  };

/** Values without a schema of their own travel as YAML, of which JSON is a part. */
const any: Encode = (value) => written((writer) => writer.writeString(2, jsonText(value)));
/** A message whose one field holds what is given. */
const inside =
  (field: Field): Encode =>
  (value) =>
    written((writer) => field(writer, value));

/** Source of the numbers: gnostic's OpenAPIv2.proto. */
const schemaFields: Message = {
  $ref: text(1),
  format: text(2),
  title: text(3),
  description: text(4),
  default: one(5, any),
  multipleOf: amount(6),
  maximum: amount(7),
  exclusiveMaximum: flag(8),
  minimum: amount(9),
  exclusiveMinimum: flag(10),
  maxLength: count(11),
  minLength: count(12),
  pattern: text(13),
  maxItems: count(14),
  minItems: count(15),
  uniqueItems: flag(16),
  maxProperties: count(17),
  minProperties: count(18),
  required: texts(19),
  enum: many(20, any),
  additionalProperties: (writer, value) =>
    writer.writeBytes(21, typeof value === "boolean" ? inside(flag(2))(value) : inside(one(1, schema))(value)),
  type: one(22, inside(texts(1))),
  items: one(23, inside(many(1, (value) => schema(value)))),
  allOf: many(24, (value) => schema(value)),
  properties: one(25, inside(named(1, (value) => schema(value)))),
  example: one(30, any),
};

/** Fields that version 2 does not know (`oneOf`, `nullable`, …) are left out, as a real server does. */
function schema(value: unknown): Uint8Array {
  return message(value, schemaFields, 31);
}

const queryParameter: Encode = (value) => {
  const { in: place, name, schema: own } = mapOf(value);
  const { type = "string", uniqueItems = true } = mapOf(own);
  const fields: Message = { in: text(2), name: text(4), type: text(6), uniqueItems: flag(20) };
  return message({ in: place, name, type, uniqueItems }, fields);
};
/** `ParametersItem` of a `Parameter` of a `NonBodyParameter` of a query's. */
const parameter = inside(one(1, inside(one(2, inside(one(3, queryParameter))))));
const response = inside(one(1, (value) => message(value, { description: text(1) }, 5)));

const operation: Encode = (value) =>
  message(
    value,
    {
      operationId: text(5),
      parameters: many(8, parameter),
      responses: one(9, inside(named(1, response))),
    },
    13,
  );
const pathItem: Encode = (value) =>
  message(
    value,
    {
      get: one(2, operation),
      put: one(3, operation),
      post: one(4, operation),
      delete: one(5, operation),
      patch: one(8, operation),
    },
    10,
  );

/** A document of OpenAPI v2, as JSON, in gnostic's protobuf. */
export function encodeOpenApiV2(document: object): Uint8Array {
  return message(document, {
    swagger: text(1),
    info: one(2, (value) => message(value, { title: text(1), version: text(2) })),
    paths: one(8, inside(named(2, pathItem))),
    definitions: one(9, inside(named(1, schema))),
  });
}

/** @param extensions number of the field that takes what begins with `x-`. */
function message(value: unknown, fields: Message, extensions?: number): Uint8Array {
  return written((writer) => {
    const entries = Object.entries(mapOf(value)).filter(([, each]) => each !== undefined && each !== null);
    for (const [name, each] of entries)
      if (Object.hasOwn(fields, name)) fields[name]?.(writer, each);
      else if (extensions !== undefined && name.startsWith("x-")) named(extensions, any)(writer, { [name]: each });
  });
}

function written(write: (writer: protobuf.BinaryWriter) => unknown): Uint8Array {
  const writer = new protobuf.BinaryWriter();
  write(writer);
  return writer.getResultBuffer();
}

const mapOf = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
