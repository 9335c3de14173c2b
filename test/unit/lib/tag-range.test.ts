import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highestTag } from "../../../src/lib/highest-tag.ts";
import { parseTagRange, type TagRange } from "../../../src/lib/index.ts";

function rangeOf(text: string): TagRange {
  const range = parseTagRange(text);
  if ("problem" in range) throw new Error(range.problem);
  return range;
}

type Version = readonly [major: number, minor: number, patch: number];

/** A comparator as it is written, and which versions it means, told without the library that decides. */
interface Drawn {
  readonly text: string;
  readonly holds: (version: Version) => boolean;
}

const compare = (one: Version, other: Version): number => one[0] - other[0] || one[1] - other[1] || one[2] - other[2];

const meanings: Readonly<Record<string, (from: Version) => (version: Version) => boolean>> = {
  "": (from) => (version) => compare(version, from) === 0,
  "=": (from) => (version) => compare(version, from) === 0,
  ">": (from) => (version) => compare(version, from) > 0,
  ">=": (from) => (version) => compare(version, from) >= 0,
  "<": (from) => (version) => compare(version, from) < 0,
  "<=": (from) => (version) => compare(version, from) <= 0,
  "~": (from) => (version) => version[0] === from[0] && version[1] === from[1] && version[2] >= from[2],
  // The first number that is not zero stays.
  "^": (from) => (version) => {
    const kept = from.findIndex((number) => number > 0);
    const same = from.slice(0, kept < 0 ? 3 : kept + 1).every((number, at) => version[at] === number);
    return same && compare(version, from) >= 0;
  },
};

const small = fc.nat(3);
const version: fc.Arbitrary<Version> = fc.tuple(small, small, small);

const comparator = fc
  .tuple(fc.constantFrom(...Object.keys(meanings)), fc.constantFrom("", " "), fc.constantFrom("", "v"), version)
  .filter(([operator, , , from]) => operator !== "~" || from.some((number) => number > 0))
  .map(([operator, space, prefix, from]): Drawn => {
    const holds = meanings[operator]?.(from) ?? (() => false);
    return { text: `${operator}${operator === "" ? "" : space}${prefix}${from.join(".")}`, holds };
  });

const wildcard = fc.oneof(
  fc.constant<Drawn>({ text: "*", holds: () => true }),
  small.map((major): Drawn => ({ text: `${major}.x`, holds: (each) => each[0] === major })),
  fc.tuple(small, small).map(
    ([major, minor]): Drawn => ({
      text: `${major}.${minor}.x`,
      holds: (each) => each[0] === major && each[1] === minor,
    }),
  ),
);

const part = fc.oneof({ weight: 4, arbitrary: comparator }, wildcard);

const alternative = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom(" ", ", ", ",", " , "))
  .map(
    ([parts, between]): Drawn => ({
      text: parts.map(({ text }) => text).join(between),
      holds: (each) => parts.every(({ holds }) => holds(each)),
    }),
  );

const range = fc.tuple(fc.array(alternative, { minLength: 1, maxLength: 3 }), fc.constantFrom(" || ", "||")).map(
  ([alternatives, or]): Drawn => ({
    text: alternatives.map(({ text }) => text).join(or),
    holds: (each) => alternatives.some(({ holds }) => holds(each)),
  }),
);

/** A tag and the version that it stands for; none for one that is left out. */
const tag = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom("", "v"), version, fc.constantFrom("", "0"))
      .map(([prefix, of, zero]) => ({ name: `${prefix}${of[0]}.${zero}${of[1]}.${of[2]}`, of })),
  },
  fc
    .tuple(version, fc.constantFrom("-rc.1", "-0", "+5", ".1", " ", "rc"))
    .map(([of, rest]) => ({ name: `v${of.join(".")}${rest}`, of: undefined })),
  fc.constantFrom("latest", "v1", "v1.2", "V1.2.3", "=1.2.3", "release/1.2.3", "1.2.x").map((name) => ({
    name,
    of: undefined,
  })),
);

describe("a range over tags", () => {
  it("chooses the highest version in it, and the last by name of equal ones", () => {
    fc.assert(
      fc.property(range, fc.array(tag, { maxLength: 12 }), ({ text, holds }, tags) => {
        const inRange = tags.flatMap(({ name, of }) => (of && holds(of) ? [{ name, of }] : []));
        const best = inRange.find(({ name, of }) =>
          inRange.every((other) => {
            const order = compare(of, other.of);
            return order > 0 || (order === 0 && name >= other.name);
          }),
        );
        const names = tags.map(({ name }) => name);
        expect(highestTag(rangeOf(text), names)).toBe(best?.name);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [">=1.0.0 <2.0.0", ["v0.9.0", "v1.2.0", "v1.10.0", "v2.0.0"], "v1.10.0"],
    [">=1.0.0, <2.0.0", ["v1.2.0", "v1.10.0"], "v1.10.0"],
    ["*", ["v1.0.0", "v2.0.0-rc.1", "nightly"], "v1.0.0"],
    [">=2024.1.0", ["2024.01.09", "2024.01.10", "2023.12.31"], "2024.01.10"],
    ["1.x || 3.x", ["1.9.9", "2.0.0", "3.0.1"], "3.0.1"],
    ["^1.2.0", ["1.0.0", "v1.3.0", "1.3.0"], "v1.3.0"],
    ["0.0.x", ["0.0.7", "0.1.0"], "0.0.7"],
    ["1.x", ["v1.9007199254740992.0"], undefined],
    [">3.0.0 <1.0.0", ["v2.0.0"], undefined],
  ])("%s over %j gives %s", (text, tags, highest) => {
    expect(highestTag(rangeOf(text), tags)).toBe(highest);
    expect(highestTag(rangeOf(text), tags.toReversed())).toBe(highest);
  });

  it.each([
    ["1.2", '"1.2" is not understood alike by Flux and by Groundwork\'s agent; write comparators of three numbers'],
    [">=1.0.0 <2.0.0-0", '"<2.0.0-0" is not understood alike'],
    ["^1.2.3-rc.1", '"^1.2.3-rc.1" is not understood alike'],
    ["1.2.3+5", '"1.2.3+5" is not understood alike'],
    [">=01.0.0", '">=01.0.0" is not understood alike'],
    ["!=1.2.3", '"!=1.2.3" is not understood alike'],
    ["=>1.2.3", '"=>1.2.3" is not understood alike'],
    ["> =1.2.3", '">" is not understood alike'],
    ["~>1.2.3", '"~>1.2.3" is not understood alike'],
    [">=1.x", '">=1.x" is not understood alike'],
    ["^*", '"^*" is not understood alike'],
    ["1.x.3", '"1.x.3" is not understood alike'],
    ["1.x.x", '"1.x.x" is not understood alike'],
    ["latest", '"latest" is not understood alike'],
    [">=1.0.0<2.0.0", '">=1.0.0<2.0.0" is not understood alike'],
    ["1.0.0 - 2.0.0", '"1.0.0 - 2.0.0" is no range from one version to another; write >=1.2.0 <=2.0.0'],
    ["~0.0.0", '"~0.0.0" means any version to Flux; write 0.0.x'],
    ["~v0.0.0", '"~v0.0.0" means any version to Flux; write 0.0.x'],
    ["<9007199254740992.0.0", '"<9007199254740992.0.0" has a number above 9007199254740991; write a smaller one'],
    ["", '"" has an empty part; write comparators of three numbers'],
    ["1.x ||", '"1.x ||" has an empty part'],
    [">=1.0.0,,<2.0.0", '">=1.0.0,,<2.0.0" has an empty part'],
  ])("%j is refused, with what to write", (text, problem) => {
    const reading = parseTagRange(text);
    expect("problem" in reading ? reading.problem : "").toContain(problem);
  });

  it("is read or refused, and never decided by a library that throws", () => {
    const noise = fc.string({ unit: fc.constantFrom(...Array.from("0129.xv*<>=~^|-+, ")) });
    fc.assert(
      fc.property(noise, (text) => {
        const reading = parseTagRange(text);
        const decide = () => ("problem" in reading ? undefined : highestTag(reading, ["v1.0.0", "0.0.0"]));
        expect(decide).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
