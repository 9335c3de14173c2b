import { isObject, type JsonObject, listOf, numberOf, objectOf, stringOf } from "../../../../../lib/index.ts";
import { nameInRules } from "../values.ts";

/** What the type checker knows of a value. */
export interface RuleType {
  /** CEL's name of the type; `object` for what has declared fields, and a library's own name such as `Quantity`. */
  readonly kind: string;
  /** Of lists the items, of maps the values, of optionals the value. */
  readonly of?: RuleType;
  /** Of objects, by their names in rules. */
  readonly fields?: ReadonlyMap<string, RuleType>;
  /** The most characters, items or entries that a valid object has; 0 of what has no size. */
  readonly most: number;
  /** Bytes of the smallest JSON of such a value. */
  readonly leastBytes: number;
}

const longestRequest = 3 * 1024 * 1024;
const simple = (kind: string, leastBytes = 0, most = 0): RuleType => ({ kind, leastBytes, most });

export const dyn = simple("dyn", 1);
export const bool = simple("bool", 4);
export const int = simple("int", 1);
export const double = simple("double", 1);
export const string = simple("string", 2);
export const bytes = simple("bytes", 2);

export function simpleType(kind: string): RuleType {
  return simple(kind);
}

export function listType(of: RuleType, most = 0): RuleType {
  return { kind: "list", of, most, leastBytes: 2 };
}

export function mapType(of: RuleType, most = 0): RuleType {
  return { kind: "map", of, most, leastBytes: 2 };
}

/**
 * The type that rules see of a place in a schema, with the most that it can hold.
 *
 * As `SchemaDeclType` of k8s.io/apiserver 0.34.1 estimates it: what has no bound is bounded by the largest request.
 * @param isRoot whether the place is a whole object, which has a kind and a name
 * @returns `undefined` for what rules do not see, such as objects without declared fields that keep everything
 */
export function ruleTypeOf(schema: JsonObject, isRoot = false): RuleType | undefined {
  if (schema["x-kubernetes-int-or-string"] === true) return { ...dyn, most: stringLimit(schema) };
  if (isRoot) return objectType(withMetadata(schema));
  switch (schema.type) {
    case "array": {
      const of = isObject(schema.items) ? ruleTypeOf(schema.items, isEmbedded(schema.items)) : undefined;
      const bounded = numberOf(schema.maxItems);
      if (of === undefined) return undefined;
      return listType(of, bounded ?? Math.floor((longestRequest - 2) / (of.leastBytes + 1)));
    }
    case "object": {
      if (!isObject(schema.additionalProperties)) return objectType(schema);
      const of = ruleTypeOf(schema.additionalProperties, isEmbedded(schema.additionalProperties));
      const bounded = numberOf(schema.maxProperties);
      if (of === undefined) return undefined;
      return mapType(of, bounded ?? Math.floor((longestRequest - 2) / (of.leastBytes + 6)));
    }
    case "string":
      return textType(schema);
    case "boolean":
      return bool;
    case "number":
      return double;
    case "integer":
      return int;
    default:
      return undefined;
  }
}

function isEmbedded(schema: JsonObject): boolean {
  return schema["x-kubernetes-embedded-resource"] === true;
}

function objectType(schema: JsonObject): RuleType {
  const required = new Set(listOf(schema.required));
  const fields = new Map<string, RuleType>();
  let leastBytes = 2;
  for (const [name, property] of Object.entries(objectOf(schema.properties))) {
    if (!isObject(property)) continue;
    const type = ruleTypeOf(property, isEmbedded(property));
    if (type === undefined) continue;
    fields.set(nameInRules(name), type);
    if (required.has(name) && property.default === undefined) leastBytes += name.length + type.leastBytes + 4;
  }
  return { kind: "object", fields, most: 0, leastBytes };
}

function withMetadata(schema: JsonObject): JsonObject {
  const text = { type: "string" };
  const metadata = { type: "object", properties: { name: text, generateName: text } };
  return { ...schema, properties: { ...objectOf(schema.properties), kind: text, apiVersion: text, metadata } };
}

function textType(schema: JsonObject): RuleType {
  switch (schema.format) {
    case "byte":
      return simple("bytes", 2, numberOf(schema.maxLength) ?? longestRequest - 2);
    case "duration":
      return simple("duration", 3, 32);
    case "date":
      return simple("timestamp", 12, 12);
    case "date-time":
      return simple("timestamp", 21, 32);
    default:
      return { ...string, most: stringLimit(schema) };
  }
}

/** A character may be of four bytes. */
function stringLimit(schema: JsonObject): number {
  const bounded = numberOf(schema.maxLength);
  if (bounded !== undefined) return bounded * 4;
  const words = schema["x-kubernetes-int-or-string"] === true ? [] : listOf(schema.enum);
  if (words.length > 0) return Math.max(...words.map((word) => stringOf(word)?.length ?? 0));
  return longestRequest - 2;
}

/** How often a place can be in one request at most, when nothing above it has a bound. */
export function mostPlaces({ leastBytes }: RuleType): number {
  return Math.floor(longestRequest / (leastBytes + 1));
}
