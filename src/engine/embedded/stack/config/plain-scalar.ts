import { memberOf } from "../../../../lib/index.ts";
import { timestampText } from "./timestamp.ts";

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Infinity] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, -Infinity] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, NaN] as const),
]);

const largest = { signed: 2n ** 63n - 1n, unsigned: 2n ** 64n - 1n };
const digits: Readonly<Record<string, RegExp>> = { "0x": /^[\da-f]+$/iu, "0o": /^[0-7]+$/u, "0b": /^[01]+$/u };

/**
 * What an unquoted scalar of a stack's configuration means to the Pulumi CLI, whose parser (Go's yaml.v3) knows YAML 1.2 and parts
 * of 1.1: `0o17` and `017` are both 15, `1_000` is a number, `yes` is a text.
 *
 * Whole numbers keep all of their digits, as `bigint` where a number would lose some. A timestamp is the text that Go prints of it.
 */
export function plainScalar(text: string): unknown {
  if (words.has(text)) return words.get(text);
  if (!/^[-+.\d]/u.test(text)) return text;
  if (text.startsWith(".")) return floatOf(text) ?? text;
  const timestamp = timestampText(text);
  if (timestamp !== undefined) return timestamp;
  const plain = text.replaceAll("_", "");
  return wholeNumber(plain) ?? floatOf(plain) ?? text;
}

function wholeNumber(text: string): number | bigint | undefined {
  const [, sign = "", rest = ""] = /^([-+]?)(.*)$/u.exec(text) ?? [];
  const magnitude = magnitudeOf(rest);
  if (magnitude === undefined) return undefined;
  const value = sign === "-" ? -magnitude : magnitude;
  const fits = sign === "" ? value <= largest.unsigned : value <= largest.signed && value >= -largest.signed - 1n;
  if (!fits) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function magnitudeOf(text: string): bigint | undefined {
  const prefix = text.slice(0, 2).toLowerCase();
  const ofBase = memberOf(digits, prefix);
  if (ofBase) return ofBase.test(text.slice(2)) ? BigInt(`${prefix}${text.slice(2)}`) : undefined;
  if (/^0[0-7]+$/u.test(text)) return BigInt(`0o${text.slice(1)}`);
  return /^(?:0|[1-9]\d*)$/u.test(text) ? BigInt(text) : undefined;
}

function floatOf(text: string): number | undefined {
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/iu.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
