import type { TypeRules } from "./type-rules.ts";

const NONE: TypeRules = {};

const RULES: Readonly<Record<string, TypeRules>> = {};

/** The hand-checked rules of a type token; empty rules where there are none. */
export function rulesOf(token: string): TypeRules {
  return RULES[token.slice("gcp:".length)] ?? NONE;
}
