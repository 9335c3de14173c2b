import type { PropertyChange } from "../../../../change/index.ts";
import { isObject, memberOf, setMember } from "../../../../lib/index.ts";
import { formatPath, isSecret, isUnknown, type PropertyPath, signatureKey } from "../../../../pulumi/index.ts";
import type { Properties } from "../../stack/index.ts";

/** True when two values are the same JSON, marks of secrets included. An entry that is `undefined` does not count. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
  if (!isObject(left) || !isObject(right)) return false;
  const leftKeys = Object.keys(left).filter((key) => left[key] !== undefined);
  const rightKeys = Object.keys(right).filter((key) => right[key] !== undefined);
  return (
    leftKeys.length === rightKeys.length &&
    leftKeys.every((key) => Object.hasOwn(right, key) && sameValue(memberOf(left, key), memberOf(right, key)))
  );
}

export interface StructuralDiff {
  readonly changedKeys: readonly string[];
  readonly detailed: Readonly<Record<string, PropertyChange>>;
}

/** What differs between two property maps, down to the leaves. `undefined` when nothing does. */
export function structuralDiff(olds: Properties, news: Properties): StructuralDiff | undefined {
  const detailed: Record<string, PropertyChange> = {};
  const changedKeys: string[] = [];
  for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    if (key.startsWith("__")) continue;
    const before = Object.keys(detailed).length;
    collect([key], memberOf(olds, key), memberOf(news, key), detailed);
    if (Object.keys(detailed).length > before) changedKeys.push(key);
  }
  return changedKeys.length > 0 ? { changedKeys: changedKeys.toSorted(), detailed } : undefined;
}

function collect(path: PropertyPath, oldValue: unknown, newValue: unknown, into: Record<string, PropertyChange>): void {
  if (isUnknown(newValue)) {
    setMember(into, formatPath(path), { kind: oldValue === undefined ? "add" : "update", inputDiff: true });
  } else if (oldValue === undefined || newValue === undefined) {
    if (oldValue !== newValue)
      setMember(into, formatPath(path), { kind: oldValue === undefined ? "add" : "delete", inputDiff: true });
  } else if (isSecret(oldValue) && isSecret(newValue)) {
    collect(path, oldValue.value, newValue.value, into);
  } else if (Array.isArray(oldValue) && Array.isArray(newValue)) {
    for (let index = 0; index < Math.max(oldValue.length, newValue.length); index++)
      collect([...path, index], oldValue[index], newValue[index], into);
  } else if (isPlainMap(oldValue) && isPlainMap(newValue)) {
    for (const key of new Set([...Object.keys(oldValue), ...Object.keys(newValue)]))
      collect([...path, key], memberOf(oldValue, key), memberOf(newValue, key), into);
  } else if (!sameValue(oldValue, newValue)) {
    setMember(into, formatPath(path), { kind: "update", inputDiff: true });
  }
}

function isPlainMap(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !(signatureKey in value);
}
