import { configPath } from "./stack-file.ts";

/** A value as a command line gives it. `key` is a path such as `list[0].name` where `isPath` says so. */
export interface Assignment {
  readonly key: string;
  readonly value: string;
  readonly isPath: boolean;
}

/**
 * Where a stack's file has the value, and which.
 *
 * @throws {InvalidConfigKey}
 */
export function assignedValue(project: string, { key, value, isPath }: Assignment) {
  const at = configPath(project, key, isPath);
  return { at, value: isPath && at.length > 1 ? typedValue(value) : value };
}

/** Inside of objects Pulumi keeps booleans and 64-bit integers as such, and turns other scalars into text. */
function typedValue(text: string): string | number | bigint | boolean {
  if (text === "true" || text === "false") return text === "true";
  if (!/^[-+]?\d+$/u.test(text) || /^0\d/u.test(text)) return text;
  const whole = BigInt(text.replace(/^\+/u, ""));
  if (whole < -(2n ** 63n) || whole >= 2n ** 64n || (text.startsWith("+") && whole >= 2n ** 63n)) return text;
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
}
