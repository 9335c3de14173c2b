import { didYouMean, nearestName } from "../../../../lib/nearest-name.ts";

/** What an API's document says of the values of a field. */
export interface ValueRule {
  readonly enum?: readonly string[];
  /** For the whole value. */
  readonly pattern?: string;
  /** One of which {@link kindOfFormat} knows what it says. */
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** More values than these are not listed in a message. */
const LISTED = 12;

const WHOLE_NUMBERS: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
};

const RFC_3339 = {
  pattern: /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
  says: "takes a time such as 2026-01-31T10:00:00Z",
};

const TEXT_FORMATS: Readonly<Record<string, { readonly pattern: RegExp; readonly says: string }>> = {
  "google-duration": { pattern: /^-?\d+(\.\d{1,9})?s$/, says: "takes a duration in seconds such as 3600s" },
  "google-datetime": RFC_3339,
  "date-time": RFC_3339,
  date: { pattern: /^\d{4}-\d\d-\d\d$/, says: "takes a date such as 2026-01-31" },
};

/** What a format says of a value; `undefined` for one that says how numbers and bytes are written, and not which values there are. */
export function kindOfFormat(format: string): "whole-number" | "text" | undefined {
  if (Object.hasOwn(WHOLE_NUMBERS, format)) return "whole-number";
  return Object.hasOwn(TEXT_FORMATS, format) ? "text" : undefined;
}

/**
 * Why an API refuses a value, as the end of a sentence that begins with the field: `takes ON or OFF (did you mean ON?)`.
 *
 * `undefined` where it takes the value. An empty text counts as none. The value is never repeated: it may be a secret in the wrong place.
 */
export function forbidden(value: string | number, rule: ValueRule): string | undefined {
  if (value === "") return undefined;
  const text = String(value);
  if (rule.enum !== undefined && !rule.enum.includes(text)) {
    return `takes ${listed(rule.enum)}${didYouMean(nearestName(text, rule.enum))}`;
  }
  if (rule.pattern !== undefined && !new RegExp(`^(?:${rule.pattern})$`).test(text))
    return `has to match ${rule.pattern}`;
  const format = rule.format === undefined ? undefined : TEXT_FORMATS[rule.format];
  if (format !== undefined && !format.pattern.test(text)) return format.says;
  return outOfRange(text, rule);
}

function outOfRange(text: string, { format = "", minimum, maximum }: ValueRule): string | undefined {
  const whole = WHOLE_NUMBERS[format];
  if (whole === undefined && minimum === undefined && maximum === undefined) return undefined;
  const number = Number(text);
  const least = Math.max(minimum ?? -Infinity, whole?.[0] ?? -Infinity);
  const most = Math.min(maximum ?? Infinity, whole?.[1] ?? Infinity);
  const isWhole = whole === undefined || Number.isInteger(number);
  if (isWhole && number >= least && number <= most) return undefined;
  const numbers = whole === undefined ? "numbers" : "whole numbers";
  return Number.isSafeInteger(most) ? `takes ${numbers} from ${least} to ${most}` : `takes ${numbers}`;
}

function listed(values: readonly string[]): string {
  const meant = values.filter((value) => !/UNSPECIFIED$|^UNSPECIFIED_/.test(value));
  if (meant.length > LISTED) return `${meant.slice(0, LISTED).join(", ")} and ${meant.length - LISTED} other values`;
  return meant.length < 2 ? meant.join("") : `${meant.slice(0, -1).join(", ")} or ${meant.at(-1)}`;
}
