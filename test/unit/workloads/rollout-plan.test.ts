import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type PodSet,
  planRollingUpdate,
  podsOf,
} from "../../../src/local/cluster/workloads/controllers/rollout-plan.ts";

const someSet = fc
  .record({ wanted: fc.nat(8), existing: fc.nat(10), available: fc.nat(10) })
  .map(({ wanted, existing, available }) => ({ wanted, existing, available: Math.min(available, existing) }));

const someRollout = fc.record({
  replicas: fc.integer({ min: 1, max: 8 }),
  maxSurge: fc.nat(3),
  maxUnavailable: fc.nat(3),
  newest: someSet.map((set): PodSet => ({ name: "newest", ...set })),
  older: fc
    .array(someSet, { maxLength: 3 })
    .map((sets): PodSet[] => sets.map((set, index) => ({ name: `old-${index}`, ...set }))),
});

describe("the plan of a rolling update", () => {
  it("never takes away a pod that has to stay available", () => {
    fc.assert(
      fc.property(someRollout, (rollout) => {
        const sizes = planRollingUpdate(rollout);
        const counted = (set: PodSet): number => Math.min(set.available, set.wanted);
        const before = [rollout.newest, ...rollout.older].reduce((sum, set) => sum + counted(set), 0);
        const after = rollout.older.reduce(
          (sum, set) => sum + Math.min(counted(set), sizes.get(set.name) ?? 0),
          counted(rollout.newest),
        );
        const mayMiss = rollout.maxSurge === 0 && rollout.maxUnavailable === 0 ? 1 : rollout.maxUnavailable;
        expect(after).toBeGreaterThanOrEqual(Math.min(before, rollout.replicas - mayMiss));
      }),
    );
  });

  it("ends at the newest pods alone, however it starts", () => {
    fc.assert(
      fc.property(someRollout, (rollout) => {
        let { newest, older } = rollout;
        for (let round = 0; round < 100; round++) {
          const sizes = planRollingUpdate({ ...rollout, newest, older });
          const carriedOut = (set: PodSet): PodSet => {
            const wanted = sizes.get(set.name) ?? set.wanted;
            return { ...set, wanted, existing: wanted, available: wanted };
          };
          newest = carriedOut(newest);
          older = older.map(carriedOut);
        }
        expect(newest.wanted).toBe(rollout.replicas);
        expect(older.map((set) => set.wanted)).toEqual(older.map(() => 0));
      }),
    );
  });

  it("wants no more pods than it may have at once", () => {
    fc.assert(
      fc.property(someRollout, (rollout) => {
        const sizes = planRollingUpdate(rollout);
        const older = rollout.older.reduce((sum, set) => sum + Math.max(set.wanted, set.existing), 0);
        const room = Math.max(rollout.newest.wanted, rollout.replicas + rollout.maxSurge - older, 0);
        expect(sizes.get("newest")).toBeLessThanOrEqual(room);
      }),
    );
  });

  it.each([
    ["25%", 4, "up", 1],
    ["25%", 5, "up", 2],
    ["25%", 5, "down", 1],
    ["25%", 3, "down", 0],
    [2, 3, "up", 2],
    ["100%", 3, "down", 3],
  ] as const)("reads %s of %i rounded %s as %i", (share, replicas, round, pods) => {
    expect(podsOf(share, replicas, round)).toBe(pods);
  });
});
