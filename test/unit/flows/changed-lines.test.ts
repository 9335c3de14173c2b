import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rangesOf } from "../../../src/flows/preview/changed-lines.ts";

describe("the lines that a change touches", () => {
  it.each([
    ["a line that is replaced", "a\nb\nc\n", "a\nB\nc\n", [{ first: 2, last: 2 }]],
    [
      "neighbours, and one apart",
      "a\nb\nc\nd\ne\n",
      "A\nB\nc\nd\nE\n",
      [
        { first: 1, last: 2 },
        { first: 5, last: 5 },
      ],
    ],
    ["lines that are added", "a\n", "a\nb\nc\n", [{ first: 2, last: 3 }]],
    ["a new file", "", "a\nb\n", [{ first: 1, last: 2 }]],
    ["lines that are removed", "a\nb\nc\n", "a\nc\n", [{ first: 2, last: 2 }]],
    ["the first line that is removed", "a\nb\n", "b\n", [{ first: 1, last: 1 }]],
    ["everything that is removed", "a\nb\n", "", [{ first: 1, last: 1 }]],
    ["a line break that is added at the end", "a", "a\n", [{ first: 1, last: 1 }]],
    ["nothing", "a\nb", "a\nb", []],
  ])("are right for %s", (_, before, after, ranges) => {
    expect(rangesOf(before, after)).toEqual(ranges);
  });

  it("stand in the new file, in order", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c"), { maxLength: 12 })
      .map((lines) => lines.map((line) => `${line}\n`).join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const count = Math.max(1, after.split("\n").length - 1);
        let last = 0;
        for (const range of rangesOf(before, after)) {
          expect(range.first).toBeGreaterThanOrEqual(Math.max(1, last));
          expect(range.last).toBeGreaterThanOrEqual(range.first);
          expect(range.last).toBeLessThanOrEqual(count);
          last = range.last;
        }
      }),
    );
  });
});
