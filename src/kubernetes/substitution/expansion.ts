import { isUtf8 } from "node:buffer";
import { matchedBeginnings } from "./glob.ts";

/** What an operator of a variable makes of its value. `undefined` when the result would be no text. */
export type Expansion = (value: string, operands: readonly string[]) => string | undefined;

/**
 * The operators of Flux's variables (fluxcd/pkg/envsubst 1.7.1), which are not those of bash: every default stands in for an empty
 * value too, `:+` and `:?` are defaults like `:-`, lengths and positions count bytes, and what is replaced is no pattern.
 */
const expansions: Readonly<Record<string, Expansion>> = {
  default: (value, operands) => (value === "" ? operands.join("") : value),
  length: (value) => String(Buffer.byteLength(value)),
  slice: (value, [start = "", length]) => sliced(Buffer.from(value), start, length),
  ",": (value) => changedFirst(value, lower),
  ",,": (value) => changedEach(value, lower),
  "^": (value) => changedFirst(value, upper),
  "^^": (value) => changedEach(value, upper),
  "#": (value, [pattern = ""]) => withoutBeginning(charactersOf(value), charactersOf(pattern), 0).join(""),
  "##": (value, [pattern = ""]) => withoutBeginning(charactersOf(value), charactersOf(pattern), 1).join(""),
  "%": (value, [pattern = ""]) => withoutEnd(value, pattern, 0),
  "%%": (value, [pattern = ""]) => withoutEnd(value, pattern, 1),
  "/": (value, [found = "", by = ""]) => value.replace(found, () => by),
  "//": (value, [found = "", by = ""]) => value.replaceAll(found, () => by),
  "/#": (value, [found = "", by]) =>
    by !== undefined && value.startsWith(found) ? by + value.slice(found.length) : value,
  "/%": (value, [found = "", by]) =>
    by !== undefined && value.endsWith(found) ? value.slice(0, value.length - found.length) + by : value,
};

/** By code points, as Go's runes. */
const charactersOf = (text: string): string[] => Array.from(text);

const asItIs: Expansion = (value) => value;

/** The operators that are none of Flux's leave the value as it is: `${x,^}`. */
export const expansionOf = (operator: string): Expansion => expansions[operator] ?? asItIs;

const wholeNumber = /^[-+]?\d+$/;

function sliced(bytes: Buffer, start: string, length: string | undefined): string | undefined {
  if (!wholeNumber.test(start) || (length !== undefined && !wholeNumber.test(length))) return bytes.toString("utf8");
  const [at, size] = [Number(start), length === undefined ? bytes.length : Number(length)];
  const from = at < 0 ? Math.max(bytes.length + at, 0) : at;
  const part = bytes.subarray(from, size < 0 ? Math.max(bytes.length + size, from) : from + size);
  return isUtf8(part) ? part.toString("utf8") : undefined;
}

/** @param which 0 for the shortest beginning, 1 for the longest */
function withoutBeginning(text: readonly string[], pattern: readonly string[], which: 0 | 1): readonly string[] {
  const matched = matchedBeginnings(text, pattern);
  return matched === undefined ? text : text.slice(matched[which]);
}

/** The pattern is turned around as text, so that one with a group in brackets matches nothing. */
function withoutEnd(value: string, pattern: string, which: 0 | 1): string {
  return withoutBeginning(charactersOf(value).toReversed(), charactersOf(pattern).toReversed(), which)
    .toReversed()
    .join("");
}

/** Case as Go changes it: character by character, so that `ß` stays. */
const upper = (character: string): string => alone(character, character.toUpperCase());
const lower = (character: string): string => alone(character, character.toLowerCase());
const alone = (character: string, changed: string): string =>
  charactersOf(changed).length === 1 ? changed : character;

function changedEach(value: string, change: (character: string) => string): string {
  return charactersOf(value).map(change).join("");
}

function changedFirst(value: string, change: (character: string) => string): string {
  const [first = ""] = value;
  return change(first) + value.slice(first.length);
}
