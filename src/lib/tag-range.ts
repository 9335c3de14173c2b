/** A range of versions over the tags of a repository. Made by {@link parseTagRange} alone. */
export interface TagRange {
  /** As it was written. */
  readonly text: string;
  /** The same for npm's `semver`: comparators with spaces between them, and ` || ` between alternatives. */
  readonly comparators: string;
}

/** Three numbers without zeros in front. */
const version = String.raw`(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)`;
const comparator = new RegExp(`^(=|>=?|<=?|\\^|~)?v?(${version})$`);
const wildcard = /^(?:\*|(?:0|[1-9]\d*)\.(?:(?:0|[1-9]\d*)\.)?x)$/;

const toWrite =
  "write comparators of three numbers, such as >=1.2.0 <2.0.0, ^1.2.0 or ~1.2.0, or 1.x, 1.2.x or *, " +
  'with " || " between alternatives';

/**
 * Reads a range of versions as far as npm's `semver`, which Groundwork's agent uses, and the library that Flux uses agree on what it
 * means. An environment can then move from one agent to the other without following another tag.
 *
 * These are `=`, `>`, `>=`, `<`, `<=`, `^` and `~` before three numbers, and the wildcards `1.x`, `1.2.x` and `*`; a space or a comma
 * means "and", `||` means "or". Refused are prereleases, numbers with zeros in front, one or two numbers, `!=`, ranges such as
 * `1.0.0 - 2.0.0`, and `~0.0.0`, which means any version to Flux.
 *
 * @returns the range, or what is wrong with it, to stand behind the name of the field.
 */
export function parseTagRange(text: string): TagRange | { readonly problem: string } {
  if (/\S +- +\S/.test(text)) return refused(text, "is no range from one version to another; write >=1.2.0 <=2.0.0");
  const alternatives = text.split("||").map((each) => partsOf(each));
  for (const parts of alternatives)
    for (const part of parts) {
      const problem = problemOf(part);
      if (problem !== undefined) return refused(part === "" ? text : part, problem);
    }
  const comparators = alternatives.map((parts) => parts.map((part) => part.replace("v", "")).join(" ")).join(" || ");
  return { text, comparators };
}

/** A space after an operator means nothing. What is between two commas, or on neither side of `||`, is an empty part. */
function partsOf(alternative: string): readonly string[] {
  return alternative
    .trim()
    .replaceAll(/([=<>^~]) +(?=[v\d])/g, "$1")
    .split(/ *, *| +/);
}

function problemOf(part: string): string | undefined {
  if (part === "") return `has an empty part; ${toWrite}`;
  if (wildcard.test(part)) return undefined;
  const [, operator, numbers] = comparator.exec(part) ?? [];
  if (numbers === undefined) return `is not understood alike by Flux and by Groundwork's agent; ${toWrite}`;
  if (operator === "~" && numbers === "0.0.0") return "means any version to Flux; write 0.0.x";
  const isTooLarge = numbers.split(".").some((number) => Number(number) > Number.MAX_SAFE_INTEGER);
  return isTooLarge ? `has a number above ${Number.MAX_SAFE_INTEGER}; write a smaller one` : undefined;
}

function refused(part: string, problem: string): { readonly problem: string } {
  return { problem: `"${part}" ${problem}` };
}
