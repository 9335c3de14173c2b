import { isObject, type JsonObject } from "../../../../lib/index.ts";
import type { TypeNode } from "../schema/index.ts";

/** Words that CEL keeps for itself; a field of that name has another one in rules. */
const kept = new Set([
  "true",
  "false",
  "null",
  "in",
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

/** The name by which a rule reads a field, such as `x__dash__y` for `x-y`. */
export function nameInRules(name: string): string {
  if (kept.has(name)) return `__${name}__`;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}

/** A value as rules see it: integers apart from other numbers, times as times, fields that no schema declares left out. */
export function valueInRules(type: TypeNode, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => valueInRules(type.items, item));
  if (isObject(value)) return objectInRules(type, value);
  if (typeof value === "bigint") return type.schema.type === "number" ? Number(value) : value;
  if (typeof value === "number") return isInteger(type, value) ? BigInt(value) : value;
  if (typeof value !== "string") return value;
  switch (type.schema.format) {
    case "date-time":
    case "date":
      return new Date(value);
    case "byte":
      return Uint8Array.from(Buffer.from(value, "base64"));
    default:
      return value;
  }
}

function isInteger({ schema, shape }: TypeNode, value: number): boolean {
  if (schema.type === "number") return false;
  return Number.isInteger(value) && (schema.type === "integer" || shape !== "scalar" || isEither(schema));
}

function isEither(schema: TypeNode["schema"]): boolean {
  return schema["x-kubernetes-int-or-string"] === true;
}

function objectInRules(type: TypeNode, value: JsonObject): Map<string, unknown> | JsonObject {
  const entries = Object.entries(value).flatMap(([name, child]): readonly (readonly [string, unknown])[] => {
    const field = type.field(name);
    if (child === null) return [];
    if (field !== undefined) return [[nameInRules(name), valueInRules(field, child)]];
    return type.shape === "map" && type.values !== undefined ? [[name, valueInRules(type.values, child)]] : [];
  });
  return new Map(entries);
}
