import { isSecretValue, secretPlaceholder } from "./secret.ts";

/** A value inside a resource's properties, or why it cannot be shown. */
export type Leaf = { readonly known: unknown } | "secret" | "unknown";

/** What the engine puts in place of a value that only `up` will know; one per kind of value. */
const unknownSentinels: ReadonlySet<unknown> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string, or any
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // list
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

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
  else if (unknownSentinels.has(value)) into.set(path, "unknown");
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
