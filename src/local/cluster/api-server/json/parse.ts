import { parse } from "lossless-json";
import { type DocumentOptions, type ParseOptions, parse as parseYaml, type ToJSOptions } from "yaml";
import { isObject, type JsonObject, setMember } from "../../../../lib/index.ts";

/** Only a text with so many digits in a row can hold an integer that a `number` would change. */
const manyDigits = /\d{16}/;
const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/**
 * Reads JSON as a server does: integers of 64 bits keep all their digits, other numbers are floating, and of a key that stands twice the last
 * one counts.
 *
 * @throws {SyntaxError}
 */
export function parseJson(text: string): unknown {
  if (!manyDigits.test(text)) return JSON.parse(text);
  return parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue });
}

/** As {@link parseJson} for YAML. @throws {YAMLParseError} */
export function parseYamlDocument(text: string, options: ParseOptions & DocumentOptions & ToJSOptions = {}): unknown {
  if (!manyDigits.test(text)) return parseYaml(text, options) as unknown;
  return narrowed(parseYaml(text, { ...options, intAsBigInt: true }));
}

function parseNumber(digits: string): number | bigint {
  return /^-?\d+$/.test(digits) ? integerOf(BigInt(digits)) : Number(digits);
}

function integerOf(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) || value < int64.least || value > int64.most ? number : value;
}

function narrowed(value: unknown): unknown {
  if (typeof value === "bigint") return integerOf(value);
  if (Array.isArray(value)) return value.map(narrowed);
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [name, child] of Object.entries(value)) setMember(result, name, narrowed(child));
  return result;
}
