import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesStars } from "../../../src/lib/index.ts";

describe("a pattern with stars", () => {
  it.each([
    ["groundwork/*", "groundwork/preview", true],
    ["*", "release/1", true],
    ["release/*", "release", false],
    ["a.c", "abc", false],
    ["(a|b)", "a", false],
    ["", "main", false],
  ])("%j matches %j: %s", (pattern, text, matches) => {
    expect(matchesStars(pattern, text)).toBe(matches);
  });

  it("matches every text whose parts stand around any others", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.string(), (parts, between) => {
        const plain = parts.map((part) => part.replaceAll("*", ""));
        expect(matchesStars(plain.join("*"), plain.join(between))).toBe(true);
      }),
    );
  });
});
