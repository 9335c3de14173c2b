import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BatchSize, defaultBatches, planBatches } from "../../../src/playbook/index.ts";

const sizes = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 100 }).map((percent): BatchSize => `${percent}%`),
  ),
  { minLength: 1, maxLength: 5 },
);
const machines = fc.integer({ min: 0, max: 60 }).map((count) => Array.from({ length: count }, (_, index) => index));

describe("batches of machines", () => {
  it.each([
    [5, defaultBatches, [[0], [1, 2, 3, 4]]],
    [1, defaultBatches, [[0]]],
    [0, defaultBatches, []],
    [4, ["100%"], [[0, 1, 2, 3]]],
    [5, [1], [[0], [1], [2], [3], [4]]],
    [8, [1, "25%", "100%"], [[0], [1, 2], [3, 4, 5, 6, 7]]],
    [5, [3, 1], [[0, 1, 2], [3], [4]]],
    [3, ["10%"], [[0], [1], [2]]],
  ] as const)("of %i by %j are %j", (count, by, batches) => {
    expect(
      planBatches(
        Array.from({ length: count }, (_, index) => index),
        by,
      ),
    ).toEqual(batches);
  });

  it("hold every machine once, in the given order, and are never empty", () => {
    fc.assert(
      fc.property(machines, sizes, (all, by) => {
        const batches = planBatches(all, by);
        expect(batches.flat()).toEqual(all);
        expect(batches.every((batch) => batch.length > 0)).toBe(true);
      }),
    );
  });

  it("are no larger than they were asked for", () => {
    fc.assert(
      fc.property(machines, sizes, (all, by) => {
        for (const [index, batch] of planBatches(all, by).entries()) {
          const size = by[Math.min(index, by.length - 1)] ?? 1;
          const most = typeof size === "number" ? size : Math.max(1, (Number.parseFloat(size) * all.length) / 100);
          expect(batch.length).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
