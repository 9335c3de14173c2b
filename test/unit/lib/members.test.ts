import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, copyJson, memberOf, sameJson, setMember, withoutValue, withValue } from "../../../src/lib/index.ts";

/** Names that every object inherits a member of, and one that assigning to changes the prototype by. */
const inherited = Object.getOwnPropertyNames(Object.prototype);
const name = fc.oneof(fc.constantFrom(...inherited), fc.string({ maxLength: 3 }));
const entries = fc.uniqueArray(fc.tuple(name, fc.jsonValue({ maxDepth: 1 })), { selector: ([key]) => key });

describe("an object with members of any name", () => {
  it("has those that it was given, and no others", () => {
    fc.assert(
      fc.property(entries, name, (given, asked) => {
        const object: Record<string, unknown> = {};
        for (const [key, value] of given) setMember(object, key, value);
        expect(new Map(Object.entries(object))).toEqual(new Map(given));
        expect(memberOf(object, asked)).toEqual(given.find(([key]) => key === asked)?.[1]);
        expect(at(object, asked)).toEqual(memberOf(object, asked));
        expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
      }),
    );
  });

  it("is the same JSON as its copy, and as no object with one member more", () => {
    fc.assert(
      fc.property(entries, name, (given, added) => {
        const object = Object.fromEntries(given);
        expect(sameJson(object, copyJson(object))).toBe(true);
        const without = withoutValue(object, [added]);
        for (const value of [1, {}, null]) {
          const more = withValue(without, [added], value);
          expect([sameJson(without, more), sameJson(more, without)]).toEqual([false, false]);
          expect(sameJson(withoutValue(more, [added]), without)).toBe(true);
        }
      }),
    );
  });
});
