// What a field's schema forbids.
import type { DiscoverySchema } from "./discovery.ts";

/** What values of a field are held to; each member as the document writes it. */
export interface ValueRule {
  readonly enum?: readonly string[];
  /** For the whole value. */
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface FieldFacts {
  readonly outputOnly: boolean;
  readonly immutable: boolean;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly rule: ValueRule | undefined;
}

/** Formats that say which values there are. Others say how numbers and bytes are written. */
const TOLD_FORMATS: ReadonlySet<string> = new Set([
  "int32",
  "uint32",
  "int64",
  "uint64",
  "google-duration",
  "google-datetime",
  "date-time",
  "date",
]);

const WHOLE = /^u?int(32|64)$/;

/** The facts of a field that takes values of Pulumi's type `code`, when `method` makes the resource. */
export function factsOf(schema: DiscoverySchema, code: string, method: string): FieldFacts {
  const description = schema.description ?? "";
  return {
    outputOnly: schema.readOnly === true || /^\[?Output only/i.test(description),
    immutable: /^(?:Optional\. |Required\. )?Immutable\b|\bImmutable\.(?:\s|$)/.test(description),
    required: schema.annotations?.required?.includes(method) === true || description.startsWith("Required."),
    deprecated: schema.deprecated === true || /^Deprecated\b/.test(description),
    rule: ruleOf(leafOf(schema), code.replace(/^\[(.*)\]$/, "$1")),
  };
}

function leafOf(schema: DiscoverySchema): DiscoverySchema {
  return schema.type === "array" && schema.items !== undefined ? schema.items : schema;
}

function ruleOf(schema: DiscoverySchema, code: string): ValueRule | undefined {
  if (code !== "s" && code !== "n") return undefined;
  const { enum: values, pattern, format, type } = schema;
  const isWhole = format !== undefined && WHOLE.test(format);
  // Where the provider takes a text and sends a number, it may take another form than the number's.
  const isConverted = code === "s" && type !== "string";
  const rule: ValueRule = {
    ...(code === "s" && values !== undefined && { enum: values }),
    ...(code === "s" && pattern !== undefined && { pattern: withoutAnchors(pattern) }),
    ...(format !== undefined && TOLD_FORMATS.has(format) && !isConverted && (code === "s" || isWhole) && { format }),
    ...(schema.minimum !== undefined && !isConverted && { minimum: Number(schema.minimum) }),
    ...(schema.maximum !== undefined && !isConverted && { maximum: Number(schema.maximum) }),
  };
  return Object.keys(rule).length === 0 ? undefined : rule;
}

/** Documents write patterns with and without `^` and `$`, and mean the whole value. */
export function withoutAnchors(pattern: string): string {
  return pattern.replace(/^\^/, "").replace(/\$$/, "");
}
