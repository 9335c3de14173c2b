// What a field's schema forbids.
import { kindOfFormat, type ValueRule } from "../../../src/local/cloud/gcp/facts/index.ts";
import type { DiscoverySchema } from "./discovery.ts";

export interface FieldFacts {
  readonly outputOnly: boolean;
  readonly immutable: boolean;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly rule: ValueRule | undefined;
}

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
  const kind = format === undefined ? undefined : kindOfFormat(format);
  // Where the provider takes a text and sends a number, it may take another form than the number's.
  const isConverted = code === "s" && type !== "string";
  const rule: ValueRule = {
    ...(code === "s" && values !== undefined && { enum: values }),
    ...(code === "s" && pattern !== undefined && { pattern: withoutAnchors(pattern) }),
    ...(format !== undefined && kind && !isConverted && (code === "s" || kind === "whole-number") && { format }),
    ...(schema.minimum !== undefined && !isConverted && { minimum: Number(schema.minimum) }),
    ...(schema.maximum !== undefined && !isConverted && { maximum: Number(schema.maximum) }),
  };
  return Object.keys(rule).length === 0 ? undefined : rule;
}

/** Documents write patterns with and without `^` and `$`, and mean the whole value. */
export function withoutAnchors(pattern: string): string {
  return pattern.replace(/^\^/, "").replace(/\$$/, "");
}
