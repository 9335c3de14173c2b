import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { promotionEnd } from "../../../src/change/index.ts";
import { DrawnRun, drawnPromotion } from "./drawn-promotion.ts";

describe("a promotion, whatever comes of its steps", () => {
  it("starts nothing too early or twice, and comes to an end that names everything that is left", () => {
    fc.assert(
      fc.property(drawnPromotion, fc.integer({ min: 0, max: 5 }), (drawn, begun) => {
        const run = new DrawnRun(drawn, begun);
        const end = run.toItsEnd();
        expect(run.problems).toEqual([]);
        expect(end?.holds.map(({ environment }) => environment)).toEqual(run.pending);
        expect(end?.holds.filter(({ of, environment }) => of === environment)).toEqual([]);
      }),
    );
  });

  it("brings everything up in the end when all goes well and it is run again after each soak", () => {
    fc.assert(
      fc.property(drawnPromotion, (drawn) => {
        const environments = drawn.environments.map(
          (each) => ({ ...each, standing: "pending", fails: false, isUnhealthy: false }) as const,
        );
        const run = new DrawnRun({ ...drawn, environments }, 0);
        for (let runs = 0; runs < 100 && run.pending.length > 0; runs += 1) {
          const end = promotionEnd({ holds: run.toItsEnd()?.holds ?? [], health: [] });
          if (end.kind === "waiting") run.now = Math.max(run.now + 1, Date.parse(end.until));
        }
        expect(run.problems).toEqual([]);
        expect(run.pending).toEqual([]);
      }),
    );
  });
});
