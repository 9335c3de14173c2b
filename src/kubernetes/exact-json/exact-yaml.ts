import { type DocumentOptions, type ParseOptions, parse, type ToJSOptions } from "yaml";
import { isObject, type JsonObject, setMember } from "../../lib/index.ts";
import { exactInteger, mayHoldLargeIntegers } from "./exact-json.ts";

/** YAML with the integers of {@link exactJson}. @throws {YAMLParseError} */
export function exactYaml(text: string, options: ParseOptions & DocumentOptions & ToJSOptions = {}): unknown {
  if (!mayHoldLargeIntegers(text)) return parse(text, options) as unknown;
  return narrowed(parse(text, { ...options, intAsBigInt: true }));
}

function narrowed(value: unknown): unknown {
  if (typeof value === "bigint") return exactInteger(value);
  if (Array.isArray(value)) return value.map(narrowed);
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [name, child] of Object.entries(value)) setMember(result, name, narrowed(child));
  return result;
}
