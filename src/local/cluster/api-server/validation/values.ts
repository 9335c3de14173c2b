import { isIP, isIPv4, isIPv6 } from "node:net";
import { parseQuantity } from "../../../../kubernetes/quantity/index.ts";
import { numberOf, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { invalidValue, required } from "./causes.ts";
import { portNameFaults } from "./names.ts";

const portRange = "must be between 1 and 65535, inclusive";

export function notNegative(field: string, value: unknown): readonly StatusCause[] {
  const number = numberOf(value);
  return number !== undefined && number < 0 ? [invalidValue(field, number, "must be greater than or equal to 0")] : [];
}

/** Checks several fields of an object for negative numbers. */
export function noneNegative(
  path: string,
  object: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): readonly StatusCause[] {
  return names.flatMap((name) => notNegative(`${path}.${name}`, object[name]));
}

/** Checks a number that has to be within bounds, both inclusive, where it is given. */
export function withinFaults(field: string, value: unknown, least: number, most: number): readonly StatusCause[] {
  const number = numberOf(value);
  return number === undefined || (number >= least && number <= most)
    ? []
    : [invalidValue(field, number, `must be between ${least} and ${most}, inclusive`)];
}

/** Checks a port number. */
export function portNumberFaults(field: string, value: unknown): readonly StatusCause[] {
  const port = numberOf(value) ?? 0;
  return port >= 1 && port <= 65_535 ? [] : [invalidValue(field, port, portRange)];
}

/** Checks a port by number or by name. */
export function portFaults(field: string, value: unknown): readonly StatusCause[] {
  return typeof value === "string" ? portNameFaults(field, value) : portNumberFaults(field, value);
}

/** Checks a number, or a share such as `25%` of at most 100%. */
export function numberOrShareFaults(field: string, value: unknown): readonly StatusCause[] {
  if (typeof value === "number") return notNegative(field, value);
  if (typeof value !== "string") return [];
  if (!/^[0-9]+%$/.test(value)) {
    const why =
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
    return [invalidValue(field, value, why)];
  }
  return Number(value.slice(0, -1)) > 100 ? [invalidValue(field, value, "must not be greater than 100%")] : [];
}

/** Whether a number or a share stands for none. */
export function isNone(value: unknown): boolean {
  return typeof value === "number" ? value === 0 : typeof value === "string" && /^0+%$/.test(value);
}

export function addressFaults(field: string, value: unknown): readonly StatusCause[] {
  const text = stringOf(value) ?? "";
  return isIP(text) === 0
    ? [invalidValue(field, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    : [];
}

/** Checks an address that traffic from elsewhere has to reach. */
export function reachableAddressFaults(field: string, value: unknown): readonly StatusCause[] {
  const wrong = addressFaults(field, value);
  if (wrong.length > 0) return wrong;
  const text = stringOf(value) ?? "";
  const refused = (why: string): readonly StatusCause[] => [invalidValue(field, text, why)];
  if (text === "0.0.0.0" || text === "::") return refused(`may not be unspecified (${text})`);
  if (text.startsWith("127.") || text === "::1")
    return refused("may not be in the loopback range (127.0.0.0/8, ::1/128)");
  if (text.startsWith("169.254.") || /^fe80:/i.test(text)) {
    return refused("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  }
  if (text.startsWith("224.0.0.") || /^ff02:/i.test(text)) {
    return refused("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  }
  return [];
}

/** An address as a number, with how many bits its network fixes. */
interface Block {
  readonly family: 4 | 6;
  readonly start: bigint;
  readonly bits: number;
}

export function blockFaults(field: string, value: unknown): readonly StatusCause[] {
  const text = stringOf(value) ?? "";
  return blockOf(text) === undefined
    ? [invalidValue(field, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    : [];
}

/** Whether one block is a part of another, and smaller. */
export function isPartOf(part: string, whole: string): boolean {
  const [inner, outer] = [blockOf(part), blockOf(whole)];
  if (inner === undefined || outer === undefined || inner.family !== outer.family) return false;
  const rest = BigInt((inner.family === 4 ? 32 : 128) - outer.bits);
  return inner.bits > outer.bits && inner.start >> rest === outer.start >> rest;
}

function blockOf(text: string): Block | undefined {
  const [address = "", bits = "", ...more] = text.split("/");
  const family = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined;
  if (family === undefined || more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return undefined;
  if (Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  return { family, start: family === 4 ? numberOfV4(address) : numberOfV6(address), bits: Number(bits) };
}

function numberOfV4(address: string): bigint {
  return address.split(".").reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

function numberOfV6(address: string): bigint {
  // The URL parser spells an address in its shortest form, without a part in dots.
  const text = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = text.split("::");
  const parts = (half: string): readonly string[] => (half === "" ? [] : half.split(":"));
  const [left, right] = [parts(head), parts(tail ?? "")];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...zeros, ...right].reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}

/** A quantity in billionths, `undefined` for none. */
export function nanosOf(value: unknown): bigint | undefined {
  return typeof value === "string" || typeof value === "number" ? parseQuantity(String(value))?.nanos : undefined;
}

export function isWhole(nanos: bigint): boolean {
  return nanos % 1_000_000_000n === 0n;
}

/** Checks a text that has to be given. */
export function requiredFaults(field: string, value: unknown, why = ""): readonly StatusCause[] {
  return (stringOf(value) ?? "") === "" ? [required(field, why)] : [];
}

/** Checks a path below a folder: relative, and never out of it. */
export function pathBelowFaults(field: string, value: unknown): readonly StatusCause[] {
  const text = stringOf(value) ?? "";
  if (text.startsWith("/")) return [invalidValue(field, text, "must be a relative path")];
  return noStepBackFaults(field, text);
}

export function noStepBackFaults(field: string, value: unknown): readonly StatusCause[] {
  const text = stringOf(value) ?? "";
  return text.split("/").includes("..") ? [invalidValue(field, text, "must not contain '..'")] : [];
}
