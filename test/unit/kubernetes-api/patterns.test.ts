import { describe, expect, it } from "vitest";
import { goPattern } from "../../../src/local/cluster/api-server/schema/index.ts";

describe("a regular expression of Go", () => {
  it.each([
    ["^(?i)\\.?[a-z_]+$", "AB", true],
    ["(?i)^abc$", "ABC", true],
    ["^[[:alpha:]]+$", "ab1", false],
    ["^\\Aab\\z", "ab", true],
    ["^(?P<name>a)b$", "ab", true],
    ["^\\Qa.b\\E$", "axb", false],
    ["^[a\\-z]+$", "a-z", true],
    ["^a\\-b\\_c$", "a-b_c", true],
    ["^[^[]$", "[", false],
    ["^.$", "𝒳", true],
    ["^a.b$", "a\nb", false],
    ["(?s)^a.b$", "a\nb", true],
    ["^\\d{2,3}$", "1234", false],
  ])("%s of %j: %j", (pattern, text, fits) => {
    expect(goPattern(pattern).test(text)).toBe(fits);
  });

  it("is refused when it is none", () => {
    expect(() => goPattern("(")).toThrow(SyntaxError);
  });
});
