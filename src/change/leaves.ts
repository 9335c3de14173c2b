import { isUnknown } from "../pulumi/index.ts";
import { isSecretValue, secretPlaceholder } from "./secret.ts";

/** A value inside a resource's properties, or why it cannot be shown. */
export type Leaf = { readonly known: unknown } | "secret" | "unknown";

/**
 * Every value inside properties by its path, in Pulumi's path syntax: `ports[0].name`, `labels["app.kubernetes.io/name"]`.
 *
 * A secret is one leaf whatever it holds, and nothing below it is looked at. An empty list or map is a leaf too.
 */
export function leavesOf(properties: Readonly<Record<string, unknown>>): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collect(properties, "", leaves);
  return leaves;
}

function collect(value: unknown, path: string, into: Map<string, Leaf>): void {
  if (value === secretPlaceholder || isSecretValue(value)) into.set(path, "secret");
  else if (isUnknown(value)) into.set(path, "unknown");
  else if (Array.isArray(value) && value.length > 0)
    for (const [index, item] of value.entries()) collect(item, `${path}[${index}]`, into);
  else if (isFilledObject(value)) for (const [key, item] of Object.entries(value)) collect(item, at(path, key), into);
  else if (path !== "") into.set(path, { known: value });
}

function isFilledObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function at(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** True when `path` is `ancestor` or lies below it. */
export function isAtOrBelow(path: string, ancestor: string): boolean {
  return path === ancestor || (path.startsWith(ancestor) && /^[.[]/.test(path.slice(ancestor.length)));
}
