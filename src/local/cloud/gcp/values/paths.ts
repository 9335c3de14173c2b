import { memberOf, setMember } from "../../../../lib/index.ts";
import type { PropertyPath } from "../../../../pulumi/index.ts";

/** The path without indexes, `nodeConfig.taints` for `nodeConfig.taints[0]`: as rules name properties. */
export function withoutIndexes(path: PropertyPath): string {
  return path.filter((part) => typeof part === "string").join(".");
}

/** A copy of `value` with `change` applied at `path`; missing objects on the way are made. `undefined` removes. */
export function changedAt(value: unknown, path: PropertyPath, change: (old: unknown) => unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return change(value);
  if (typeof head === "number") {
    const list = Array.isArray(value) ? [...(value as unknown[])] : [];
    const changed = changedAt(list[head], rest, change);
    list.splice(head, 1, ...(changed === undefined ? [] : [changed]));
    return list;
  }
  const map = typeof value === "object" && value !== null ? { ...(value as Record<string, unknown>) } : {};
  const changed = changedAt(memberOf(map, head), rest, change);
  if (changed === undefined) delete map[head];
  else setMember(map, head, changed);
  return map;
}

/** Every value at a pattern such as `networkInterfaces[].network`, with its path. */
export function valuesAt(value: unknown, pattern: string): { readonly path: PropertyPath; readonly value: unknown }[] {
  let found: { path: PropertyPath; value: unknown }[] = [{ path: [], value }];
  for (const part of pattern.split(".")) {
    const key = part.replace(/\[\]$/, "");
    found = found
      .map(({ path, value }) => ({ path: [...path, key], value: memberOf(value as Record<string, unknown>, key) }))
      .filter(({ value }) => value !== undefined && value !== null);
    if (part.endsWith("[]")) {
      found = found.flatMap(({ path, value }) =>
        Array.isArray(value) ? value.map((item: unknown, index) => ({ path: [...path, index], value: item })) : [],
      );
    }
  }
  return found;
}
