import { memberOf, setMember } from "../../lib/index.ts";
import type { FieldSet } from "../client/index.ts";

/** The leaves of a set of fields, in words: `.spec.replicas`, `.spec.containers[name=web].image`. */
export function leaves(set: FieldSet, prefix = ""): readonly string[] {
  return Object.entries(set).flatMap(([step, below]) => {
    if (step === ".") return [];
    const path = prefix + stepText(step);
    const deeper = leaves(below, path);
    return deeper.length > 0 ? deeper : [path];
  });
}

/** The fields of `set` that are not in `other`. */
export function difference(set: FieldSet, other: FieldSet): FieldSet {
  const rest: Record<string, FieldSet> = {};
  for (const [step, below] of Object.entries(set)) {
    const there = memberOf(other, step);
    if (there === undefined) setMember(rest, step, below);
    else if (Object.keys(below).length > 0) {
      // A leaf on the other side stands for everything below it.
      if (Object.keys(there).length === 0) continue;
      const deeper = difference(below, there);
      if (Object.keys(deeper).length > 0) setMember(rest, step, deeper);
    }
  }
  return rest;
}

/** The fields that are in either. */
export function union(set: FieldSet, other: FieldSet): FieldSet {
  const all: Record<string, FieldSet> = { ...set };
  for (const [step, below] of Object.entries(other)) setMember(all, step, union(memberOf(set, step) ?? {}, below));
  return all;
}

/** The fields that are in both. */
export function intersection(set: FieldSet, other: FieldSet): FieldSet {
  const both: Record<string, FieldSet> = {};
  for (const [step, below] of Object.entries(set)) {
    const there = memberOf(other, step);
    if (there === undefined) continue;
    const deeper = intersection(below, there);
    const leaf = Object.keys(below).length === 0 || Object.keys(there).length === 0;
    if (leaf || Object.keys(deeper).length > 0) setMember(both, step, deeper);
  }
  return both;
}

function stepText(step: string): string {
  const name = step.slice(2);
  if (step.startsWith("f:")) return /^[\w-]+$/.test(name) ? `.${name}` : `[${name}]`;
  if (step.startsWith("k:")) return `[${keyText(name)}]`;
  if (step.startsWith("v:")) return `[=${name}]`;
  return `[${name}]`;
}

function keyText(json: string): string {
  const key = JSON.parse(json) as Readonly<Record<string, unknown>>;
  return Object.entries(key)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(",");
}
