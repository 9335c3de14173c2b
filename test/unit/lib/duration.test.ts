import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "../../../src/lib/index.ts";

describe("a duration in Go's notation", () => {
  it("is read as it was printed: milliseconds below a second, whole seconds from there on", () => {
    const printable = fc.oneof(
      fc.integer({ min: 0, max: 999 }),
      fc.integer({ min: 1, max: 10_000_000 }).map((seconds) => seconds * 1000),
    );
    fc.assert(
      fc.property(printable, (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });

  it.each([
    [250, "250ms"],
    [60_000, "1m0s"],
    [90_400, "1m30s"],
    [3_600_000, "1h0m0s"],
    [0, "0ms"],
  ])("of %d ms is printed %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it.each([
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["2m500ms", 120_500],
    ["5us", 0.005],
    ["5µs", 0.005],
  ])("%s has %d ms", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(["", "0", "5", "-1s", "1d", "1 s", "1s ", ".5s", "1.s", "s", "1sm"])("is not the text «%s»", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it("may be held to the units of a format", () => {
    expect(parseDuration("1m5s", ["m", "s"])).toBe(65_000);
    expect(parseDuration("1h5s", ["m", "s"])).toBeUndefined();
    expect(parseDuration("5ms", ["m", "s"])).toBeUndefined();
  });
});
