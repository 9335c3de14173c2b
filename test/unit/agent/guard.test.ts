import { describe, expect, it } from "vitest";
import { guardPrune, MassPruneRefused } from "../../../src/agent/prune/index.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const prune = (before: number, kept: number, accepted?: string) => () =>
  guardPrune({ leaving: before - kept, before, kept, commit, accepted });

describe("the guard against mass pruning", () => {
  it.each([
    [1, 0],
    [30, 0],
    [10, 1],
    [100, 10],
  ])("refuses to leave of %i objects only %i", (before, kept) => {
    expect(prune(before, kept)).toThrow(MassPruneRefused);
  });

  it.each([
    [5, 5],
    [5, 1],
    [9, 1],
    [10, 2],
    [100, 50],
  ])("lets of %i objects %i stay", (before, kept) => {
    expect(prune(before, kept)).not.toThrow();
  });

  it("gives way for the commit that was named, and for no other", () => {
    expect(prune(30, 0, commit)).not.toThrow();
    expect(prune(30, 0, commit.slice(0, 7))).not.toThrow();
    expect(prune(30, 0, "always")).not.toThrow();
    expect(prune(30, 0, commit.slice(0, 6))).toThrow(MassPruneRefused);
    expect(prune(30, 0, "fedcba9")).toThrow(MassPruneRefused);
  });
});
