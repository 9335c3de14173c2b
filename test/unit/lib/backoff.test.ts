import { describe, expect, it } from "vitest";
import { retryDelay } from "../../../src/lib/index.ts";

describe("the delay before a retry", () => {
  it("doubles with each attempt up to its limit, and is the same without chance", () => {
    const delays = [1, 2, 3, 4, 20, 10_000].map((attempt) => retryDelay(attempt, { first: 1000, longest: 5000 }, 0));
    expect(delays).toEqual([1000, 2000, 4000, 5000, 5000, 5000]);
  });

  it("is shortened by chance by a fifth at most", () => {
    expect(retryDelay(1, { first: 1000, longest: 5000 }, 1)).toBe(800);
    expect(retryDelay(4, { first: 1000, longest: 5000 }, 1)).toBe(4000);
  });

  it("has no limit where none is named", () => {
    expect(retryDelay(8, { first: 100 })).toBe(12_800);
  });
});
