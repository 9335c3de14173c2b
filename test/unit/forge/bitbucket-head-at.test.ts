import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headAt } from "../../../src/forge/bitbucket/head-at.ts";

const heads = fc.uniqueArray(
  fc.record({ since: fc.integer({ min: 0, max: 1_000 }), head: fc.stringMatching(/^[0-9a-f]{12}$/) }),
  { selector: ({ since }) => since },
);
const instant = fc.integer({ min: -1, max: 1_001 });

describe("the head at an instant", () => {
  it("is that of the last entry before it, in whichever order the log comes", () => {
    fc.assert(
      fc.property(heads, instant, (log, at) => {
        const found = headAt(log, at);
        const last = log.filter(({ since }) => since < at).reduce((most, { since }) => Math.max(most, since), -1);
        const isPush = log.some(({ since }) => since === at);
        expect(found).toBe(isPush ? undefined : log.find(({ since }) => since === last)?.head);
        expect(headAt(log.toReversed(), at)).toBe(found);
      }),
    );
  });

  it("does not depend on what was pushed later", () => {
    fc.assert(
      fc.property(heads, instant, (log, at) => {
        const until = log.filter(({ since }) => since <= at);
        expect(headAt(log, at)).toBe(headAt(until, at));
      }),
    );
  });

  it("is none before the first entry", () => {
    expect(headAt([{ since: 5, head: "a" }], 4)).toBeUndefined();
    expect(headAt([], 4)).toBeUndefined();
  });
});
