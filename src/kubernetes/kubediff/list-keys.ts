import { isObject, jsonText, memberOf } from "../../lib/index.ts";
import type { FieldSet } from "../client/index.ts";

/**
 * The names of the fields that tell the items of a list apart, sorted; none for a set of scalars; `undefined` for an atomic list.
 *
 * Source: `k:` and `v:` steps of structured-merge-diff.
 */
export function listKeys(fields: FieldSet): readonly string[] | undefined {
  const steps = Object.keys(fields);
  const names = steps
    .filter((step) => step.startsWith("k:"))
    .flatMap((step) => Object.keys(JSON.parse(step.slice(2)) as object));
  if (names.length > 0) return [...new Set(names)].toSorted();
  return steps.some((step) => step.startsWith("v:")) ? [] : undefined;
}

/** How an item of a list is named in a set of fields: `k:{"name":"web"}`, `v:"a"`. */
export function keyStep(item: unknown, keys: readonly string[]): string {
  if (keys.length === 0 || !isObject(item)) return `v:${jsonText(item)}`;
  const key = keys.flatMap((name) => (Object.hasOwn(item, name) ? [[name, memberOf(item, name)] as const] : []));
  return `k:${jsonText(Object.fromEntries(key))}`;
}
