/** What a scalar without quotes stands for. Integers that a `number` does not hold exactly are `bigint`. */
export type ScalarValue = string | number | bigint | boolean | null;

/** A scalar whose value JSON cannot hold. */
export interface Unwritable {
  readonly unwritable: string;
}

const words: ReadonlyMap<string, ScalarValue | Unwritable> = new Map<string, ScalarValue | Unwritable>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...[".inf", ".Inf", ".INF"]
    .flatMap((word) => [word, `+${word}`, `-${word}`])
    .concat([".nan", ".NaN", ".NAN"])
    .map((word) => [word, { unwritable: `${word} is a number that JSON does not have` }] as const),
]);

const radixes = [
  { test: /^[-+]?0[xX][\da-fA-F]+$/, prefix: "0x" },
  { test: /^[-+]?0[bB][01]+$/, prefix: "0b" },
  { test: /^[-+]?0[oO][0-7]+$/, prefix: "0o" },
  { test: /^[-+]?0[0-7]+$/, prefix: "0o" },
] as const;
const decimal = /^[-+]?\d+$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const floatOfFraction = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/;
const leastOfRadix = -(2n ** 63n);
const mostOfRadix = 2n ** 64n - 1n;

/**
 * The value of a scalar without quotes and tag, by the rules of Go's yaml.v3, with which kustomize, and so Flux, reads manifests:
 * YAML 1.2 with octal numbers, underscores and dates of YAML 1.1. `yes` and `on` are text; a date becomes RFC 3339.
 *
 * An integer of any size keeps all its digits. A number that is too large for a `float64` is unwritable.
 */
export function scalarValue(text: string): ScalarValue | Unwritable {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (text.startsWith(".")) return floatOfFraction.test(text) ? floatValue(text) : text;
  if (!/^[-+\d]/.test(text)) return text;
  return timestampValue(text) ?? integerValue(text) ?? decimalFloatValue(text) ?? text;
}

export const isUnwritable = (value: unknown): value is Unwritable =>
  typeof value === "object" && value !== null && "unwritable" in value;

function integerValue(text: string): number | bigint | undefined {
  const plain = text.replaceAll("_", "");
  for (const { test, prefix } of radixes) {
    if (!test.test(plain)) continue;
    const size = BigInt(prefix + plain.replace(/^[-+]?(?:0[xXbBoO])?/, ""));
    const value = plain.startsWith("-") ? -size : size;
    // Larger ones are no integers to Go, and read as a decimal number or as text.
    return value >= leastOfRadix && value <= mostOfRadix ? narrowed(value) : undefined;
  }
  // A leading zero says octal, and with an 8 or a 9 in it the number is read as a float.
  return decimal.test(plain) && !/^[-+]?0\d/.test(plain) ? narrowed(BigInt(plain.replace(/^\+/, ""))) : undefined;
}

const narrowed = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

function decimalFloatValue(text: string): number | Unwritable | undefined {
  const plain = text.replaceAll("_", "");
  return float.test(plain) ? floatValue(plain) : undefined;
}

function floatValue(text: string): number | Unwritable {
  const value = Number(text.replaceAll("_", ""));
  return Number.isFinite(value) ? value : { unwritable: "a number here is larger than a 64-bit float holds" };
}

const date =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]| +)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[-+]\d\d:\d\d)?)?$/;

/** RFC 3339 with what YAML leaves out filled in; `undefined` for what is no date or time of the calendar. */
export function timestampValue(text: string): string | undefined {
  const match = date.exec(text);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", fraction = "", zone] = match;
  const isZoned = /[Tt]/.test(text);
  if (match[4] !== undefined && isZoned !== (zone !== undefined)) return undefined;
  if (!isOnCalendar(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || !isZone(zone ?? "Z")) return undefined;
  const parts = fraction.slice(0, 9).replace(/0+$/, "");
  const [days, time] = [[month, day].map(twoDigits).join("-"), [hour, minute, second].map(twoDigits).join(":")];
  const offset = zone === undefined || /^[-+]00:00$/.test(zone) ? "Z" : zone;
  return `${year}-${days}T${time}${parts === "" ? "" : `.${parts}`}${offset}`;
}

const twoDigits = (part: string): string => part.padStart(2, "0");

function isOnCalendar(year: number, month: number, day: number): boolean {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  return at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}

function isZone(zone: string): boolean {
  return zone === "Z" || (Number(zone.slice(1, 3)) < 24 && Number(zone.slice(4)) < 60);
}
