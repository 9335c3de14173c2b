import { formatPath, isUnknown, type PropertyPath } from "../pulumi/index.ts";
import { isSecretValue, secretPlaceholder } from "./secret.ts";

/** A value inside a resource's properties, or why it cannot be shown. */
export type Leaf = { readonly known: unknown } | "secret" | "unknown";

/**
 * Every value inside properties by its path, in Pulumi's syntax: `ports[0].name`, `labels["app.kubernetes.io/name"]`.
 *
 * A secret is one leaf, and so are the values inside of it together. An empty list or map is a leaf too. Two values whose
 * paths read alike, which an empty key can bring about, are one leaf of both: neither hides the other.
 */
export function leavesOf(properties: Readonly<Record<string, unknown>>): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collect(properties, [], leaves);
  return leaves;
}

function collect(value: unknown, path: PropertyPath, into: Map<string, Leaf>): void {
  if (value === secretPlaceholder || isSecretValue(value)) add("secret", path, into);
  else if (isUnknown(value)) add("unknown", path, into);
  else if (Array.isArray(value) && value.length > 0)
    for (const [index, item] of value.entries()) collect(item, [...path, index], into);
  else if (isFilledObject(value)) for (const [key, item] of Object.entries(value)) collect(item, [...path, key], into);
  else if (path.length > 0) add({ known: value }, path, into);
}

function add(leaf: Leaf, path: PropertyPath, into: Map<string, Leaf>): void {
  const text = formatPath(path);
  const other = into.get(text);
  into.set(text, other === undefined ? leaf : { known: [other, leaf] });
}

function isFilledObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** True when `path` is `ancestor` or lies below it. */
export function isAtOrBelow(path: string, ancestor: string): boolean {
  return path === ancestor || (path.startsWith(ancestor) && /^[.[]/.test(path.slice(ancestor.length)));
}
