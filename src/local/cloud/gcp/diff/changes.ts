import { isObject, memberOf } from "../../../../lib/index.ts";
import type { PropertyPath } from "../../../../pulumi/index.ts";
import { equivalent } from "./equivalence.ts";

/** One place where two values differ. */
export interface Change {
  readonly path: PropertyPath;
  readonly kind: "add" | "delete" | "update";
}

/** The innermost places where `before` and `after` differ. */
export function changesBetween(before: unknown, after: unknown, path: PropertyPath): Change[] {
  if (equivalent(before, after)) return [];
  if (before === undefined || before === null) return [{ path, kind: "add" }];
  if (after === undefined || after === null) return [{ path, kind: "delete" }];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      changesBetween(before[index], after[index], [...path, index]),
    );
  }
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      changesBetween(memberOf(before, key), memberOf(after, key), [...path, key]),
    );
  }
  return [{ path, kind: "update" }];
}
