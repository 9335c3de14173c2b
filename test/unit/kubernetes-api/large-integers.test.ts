import { describe, expect, it } from "vitest";
import { exactJson, exactYaml } from "../../../src/kubernetes/exact-json/index.ts";
import { jsonText } from "../../../src/lib/index.ts";

/** Beside a number of so many digits that the text is read with care. */
const read = (json: string): unknown => (exactJson(`{"long":1234567890123456789,"x":${json}}`) as { x: unknown }).x;

describe("JSON of an API server", () => {
  it.each([
    ["9007199254740991", 9_007_199_254_740_991],
    ["9007199254740992", 9_007_199_254_740_992n],
    ["-9007199254740993", -9_007_199_254_740_993n],
    ["9223372036854775807", 9_223_372_036_854_775_807n],
    ["9223372036854775808", 2 ** 63],
    ["-9223372036854775808", -9_223_372_036_854_775_808n],
    ["-9223372036854775809", -(2 ** 63)],
    ["1.5", 1.5],
    ["1e19", 1e19],
    ["-0", 0],
    ['"9007199254740993"', "9007199254740993"],
    ['{"__proto__":{"a":1},"toString":2}', JSON.parse('{"__proto__":{"a":1},"toString":2}')],
    ['{"a":1,"a":2}', { a: 2 }],
  ])("reads %s exactly", (json, value) => {
    expect(read(json)).toEqual(value);
  });

  it("writes what it has read", () => {
    const text = '{"a":[9007199254740993,1,{"b":-9223372036854775808}],"c":"9007199254740993"}';
    expect(jsonText(exactJson(text))).toBe(text);
  });

  it("reads YAML as exactly", () => {
    const text = "a: 9007199254740993\nb: 5\nc: [0x1F, 1.5, '9007199254740993']\n";
    expect(exactYaml(text)).toEqual({ a: 9_007_199_254_740_993n, b: 5, c: [31, 1.5, "9007199254740993"] });
  });

  it.each(["{", '{"a":12345678901234567,}', '"1234567890123456'])("refuses %s", (text) => {
    expect(() => exactJson(text)).toThrow(SyntaxError);
  });
});
