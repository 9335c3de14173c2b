import { assert, jsonValue, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { duplicateFields } from "../../../src/local/cluster/api-server/server/duplicate-fields.ts";

describe("members that a JSON text names more than once", () => {
  it("are found with their paths, each once", () => {
    const text = '{"a":1,"list":[{"n":1},{"n":1,"n":2,"n":3}],"deep":{"x":{"y":[],"y":{}}},"a":{"a":1}}';
    expect(duplicateFields(text)).toEqual(["list[1].n", "deep.x.y", "a"]);
  });

  it("are no texts that look like members", () => {
    expect(duplicateFields('{"a":"{\\"b\\":1,\\"b\\":2}","c":["d","d",{"e":"e"},"}"],"f":"\\\\"}')).toEqual([]);
  });

  it("are none in what is written from a value", () => {
    assert(
      property(jsonValue(), (value) => {
        expect(duplicateFields(JSON.stringify(value, null, 1))).toEqual([]);
      }),
    );
  });
});
