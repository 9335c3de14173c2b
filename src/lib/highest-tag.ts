import Range from "semver/classes/range.js";
import type { TagRange } from "./tag-range.ts";

/** Three numbers behind a `v` or nothing. Zeros in front mean nothing, as in `2024.01.01`. */
const versionTag = /^v?(\d+)\.(\d+)\.(\d+)$/;

interface Version {
  readonly tag: string;
  readonly numbers: readonly number[];
}

/**
 * The tag with the highest version in a range; of several with this version, such as `1.0.0` and `v1.0.0`, the last by name.
 *
 * Versions are three numbers. Other tags are left out, those of prereleases and those with numbers above 2^53 - 1 among them.
 */
export function highestTag({ comparators }: TagRange, tags: readonly string[]): string | undefined {
  const range = new Range(comparators);
  const inRange = tags.flatMap(versionOf).filter(({ numbers }) => range.test(numbers.join(".")));
  return inRange.toSorted(byVersion).at(-1)?.tag;
}

function versionOf(tag: string): readonly Version[] {
  const numbers = (versionTag.exec(tag) ?? []).slice(1).map(Number);
  return numbers.length === 3 && numbers.every(Number.isSafeInteger) ? [{ tag, numbers }] : [];
}

function byVersion(one: Version, other: Version): number {
  const index = one.numbers.findIndex((number, at) => number !== other.numbers[at]);
  if (index >= 0) return (one.numbers[index] ?? 0) - (other.numbers[index] ?? 0);
  return one.tag < other.tag ? -1 : Number(one.tag > other.tag);
}
