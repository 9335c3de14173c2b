import pb from "@pulumi/pulumi/proto/provider_pb.js";
import * as fc from "fast-check";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../../../src/pulumi/index.ts";
import { BackwardWriter } from "../../../src/pulumi/struct/backward-writer.ts";
import { takeStructs, withStructs } from "../../../src/pulumi/struct/index.ts";
import { decodeStruct, writeStruct } from "../../../src/pulumi/struct/struct-bytes.ts";

// Protobuf's classes lose a property of this name. Our codec keeps it, which another test shows.
const keys = fc.string({ unit: "grapheme" }).filter((key) => key !== "__proto__");
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("value")),
    fc.dictionary(keys, tie("value")),
  ),
}));
const structs = fc.dictionary(keys, values) as fc.Arbitrary<PropertyMap>;

function encode(properties: PropertyMap): Uint8Array {
  const writer = new BackwardWriter();
  writeStruct(writer, properties);
  return writer.bytes();
}

describe("a struct in bytes", () => {
  it("is read by the classes of protobuf's compiler as it was written", () => {
    fc.assert(
      fc.property(structs, (properties) => {
        expect(structPb.Struct.deserializeBinary(encode(properties)).toJavaScript()).toEqual(properties);
      }),
    );
  });

  it("is read as the classes of protobuf's compiler wrote it, its keys in their order", () => {
    fc.assert(
      fc.property(structs, (properties) => {
        const struct = structPb.Struct.fromJavaScript(properties as Record<string, structPb.JavaScriptValue>);
        const read = decodeStruct(struct.serializeBinary());
        expect(read).toEqual(properties);
        expect(JSON.stringify(read)).toBe(JSON.stringify(struct.toJavaScript()));
      }),
    );
  });

  it("has its keys in order, whatever the order they came in", () => {
    expect(Object.keys(decodeStruct(encode({ b: 1, a: { d: 1, c: 2 }, "": 0 })))).toEqual(["", "a", "b"]);
  });

  it("leaves out what is undefined, and has null for it in lists", () => {
    expect(decodeStruct(encode({ a: undefined, b: [1, undefined], c: { d: undefined } }))).toEqual({
      b: [1, null],
      c: {},
    });
  });

  it("keeps a property that is called like the prototype", () => {
    const properties = JSON.parse('{"__proto__":{"a":1}}') as PropertyMap;
    const read = decodeStruct(encode(properties));
    expect(Object.keys(read)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it("is refused when it is cut off anywhere", () => {
    const bytes = encode({ key: ["text", { number: 1.5 }] });
    for (let length = 1; length < bytes.length; length += 1)
      expect(() => decodeStruct(bytes.subarray(0, length))).toThrow(RangeError);
  });

  it("refuses what is no JSON", () => {
    expect(() => encode({ a: 1n })).toThrow(TypeError);
  });
});

describe("the structs of a message", () => {
  const fields = { olds: 2, news: 3 } as const;

  it("are where the message has them", () => {
    const request = new pb.CheckRequest()
      .setUrn("urn")
      .setName("name")
      .setRandomseed(new Uint8Array([7]));
    const bytes = withStructs(request.serializeBinary(), fields, { olds: { a: 1 }, news: {} });
    const read = pb.CheckRequest.deserializeBinary(bytes);
    expect([read.getUrn(), read.getName(), read.getOlds()?.toJavaScript()]).toEqual(["urn", "name", { a: 1 }]);
    expect([read.hasNews(), read.getNews()?.toJavaScript()]).toEqual([true, {}]);
  });

  it("are not there when they are not given", () => {
    const bytes = withStructs(new pb.CheckRequest().serializeBinary(), fields, { news: { a: 1 } });
    expect(pb.CheckRequest.deserializeBinary(bytes).hasOlds()).toBe(false);
    expect(takeStructs(bytes, fields).structs).toEqual({ news: { a: 1 } });
  });

  it("are taken out of it, and all else is left", () => {
    const struct = (properties: Record<string, structPb.JavaScriptValue>) => structPb.Struct.fromJavaScript(properties);
    const request = new pb.CheckRequest()
      .setUrn("urn")
      .setOlds(struct({ a: [1] }))
      .setNews(struct({ b: null }));
    const { rest, structs: taken } = takeStructs(request.setName("name").setType("type").serializeBinary(), fields);
    expect(taken).toEqual({ olds: { a: [1] }, news: { b: null } });
    const left = pb.CheckRequest.deserializeBinary(rest);
    expect([left.getUrn(), left.getName(), left.getType()]).toEqual(["urn", "name", "type"]);
    expect([left.hasOlds(), left.hasNews()]).toEqual([false, false]);
  });
});
