import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalQuantity, parseQuantity } from "../../../src/kubernetes/quantity/index.ts";

describe("a quantity", () => {
  it.each([
    ["1000m", "1"],
    ["0.5", "500m"],
    ["1024Mi", "1Gi"],
    ["0.5Gi", "512Mi"],
    ["1.5Gi", "1536Mi"],
    ["100000k", "100M"],
    ["1e3", "1e3"],
    ["0.1", "100m"],
    ["128974848", "128974848"],
    ["512Ki", "512Ki"],
    ["-5m", "-5m"],
    ["0", "0"],
    ["0Gi", "0"],
  ])("%s is stored as %s", (written, stored) => {
    expect(canonicalQuantity(written)).toBe(stored);
  });

  it("may be written as a number", () => {
    expect([canonicalQuantity(2), canonicalQuantity(0.25)]).toEqual(["2", "250m"]);
  });

  it.each(["", "abc", "1x", "1.2.3", "Gi", "--1"])("%j is none", (text) => {
    expect(canonicalQuantity(text)).toBeUndefined();
  });

  it("keeps its value and is stable once stored", () => {
    const suffix = fc.constantFrom("", "m", "k", "M", "G", "Ki", "Mi", "Gi");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), suffix, (count, unit) => {
        const stored = canonicalQuantity(`${count}${unit}`) ?? "";
        expect(canonicalQuantity(stored)).toBe(stored);
        expect(parseQuantity(stored)?.nanos).toBe(parseQuantity(`${count}${unit}`)?.nanos);
      }),
    );
  });
});
