import { assert, property, string, uniqueArray } from "fast-check";
import { describe, expect, it } from "vitest";
import { previewCheck } from "../../../src/flows/change-request/preview-check.ts";

describe("the check of a preview", () => {
  it.each([
    ["main", undefined, "groundwork/preview"],
    ["trunk", "trunk", "groundwork/preview"],
    ["main", "trunk", "groundwork/preview/main"],
    ["release/1.2", undefined, "groundwork/preview/release/1.2"],
    ["Main", undefined, "groundwork/preview/main-eb814be3"],
    ["team/platform/a-long-way-to-go", undefined, "groundwork/preview/team/platfor-94b89b2b"],
    ["main-eb814be3", undefined, "groundwork/preview/main-eb814be-aeb38dfe"],
  ])("of a change request for %s, where %s is brought up, is %s", (base, broughtUp, name) => {
    expect(previewCheck(base, broughtUp)).toBe(name);
  });

  it("is another one for each base, of at most 40 characters that every forge takes", () => {
    assert(
      property(uniqueArray(string({ minLength: 1 }), { minLength: 2, maxLength: 2 }), (bases) => {
        const names = bases.map((base) => previewCheck(base));
        for (const name of names) {
          expect(name).toMatch(/^groundwork\/preview(?:\/[a-z0-9._/-]+)?$/);
          expect(name.length).toBeLessThanOrEqual(40);
        }
        expect(new Set(names).size).toBe(2);
      }),
    );
  });
});
