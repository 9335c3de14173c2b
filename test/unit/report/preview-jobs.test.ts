import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AffectedEnvironment } from "../../../src/change/index.ts";
import { previewJobs } from "../../../src/report/index.ts";

const environments = fc
  .uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), { maxLength: 60 })
  .map((names): readonly AffectedEnvironment[] =>
    names.toSorted().map((name) => ({ name, folder: "changed", reasons: [], layers: ["infrastructure"] })),
  );

describe("the jobs that preview environments", () => {
  it("have each environment once, in order, in at most as many jobs as allowed, none of them empty or much longer than another", () => {
    fc.assert(
      fc.property(environments, fc.integer({ min: 1, max: 40 }), (affected, most) => {
        const jobs = previewJobs(affected, most);
        const sizes = jobs.map((job) => job.environments.length);
        expect(jobs.flatMap((job) => job.environments)).toEqual(affected.map(({ name }) => name));
        expect(jobs.length).toBe(Math.min(most, affected.length));
        expect(jobs.map(({ part }) => part)).toEqual(jobs.map((_, index) => String(index + 1)));
        expect(Math.max(0, ...sizes) - Math.min(...sizes, Number.MAX_SAFE_INTEGER)).toBeLessThanOrEqual(1);
        expect(sizes).not.toContain(0);
      }),
    );
  });
});
