import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";

const unitSeconds = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

/** Seconds of a duration of the schema, such as `1h30m` or `7d`. */
export function secondsOf(written: string): number {
  const parts = written.matchAll(/(\d+)([dhms])/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * unitSeconds[unit as "d"], 0);
}

/** Seconds of a duration, which has to lie within limits that are durations, too. Inclusive. */
export function secondsWithin(
  findings: Findings,
  path: ValuePath,
  written: string,
  [least, most]: readonly [least: string, most: string],
): number {
  const seconds = secondsOf(written);
  if (seconds < secondsOf(least) || seconds > secondsOf(most))
    findings.error(path, "out-of-range", `is ${written}; allowed: ${least} to ${most}`);
  return seconds;
}
