import { memberOf, setMember } from "./members.ts";

/** A JSON object, as `JSON.parse` gives it. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object, or an empty one: for reading optional parts of objects that clients wrote. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list; other items are left out. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A scalar as a person reads it, nothing for an absent one, JSON for what has parts. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" || typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The value at a path of keys and indices, `undefined` where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found: unknown = value;
  for (const step of path) {
    if (Array.isArray(found) && typeof step === "number") found = found[step];
    else if (isObject(found)) found = memberOf(found, String(step));
    else return undefined;
  }
  return found;
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  return stringOf(at(value, ...path));
}

export function numberAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  return numberOf(at(value, ...path));
}

/** The object at a path, or an empty one. */
export function objectAt(value: unknown, ...path: readonly (string | number)[]): JsonObject {
  return objectOf(at(value, ...path));
}

/** The list at a path, or an empty one. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  return listOf(at(value, ...path));
}

/** A copy with `value` at the path; objects that are missing on the way are made. */
export function withValue(object: JsonObject, [key, ...rest]: readonly string[], value: unknown): JsonObject {
  if (key === undefined) return object;
  return { ...object, [key]: rest.length === 0 ? value : withValue(objectAt(object, key), rest, value) };
}

/** A copy without the value at the path. The objects on the way stay, even when they become empty. */
export function withoutValue(object: JsonObject, [key, ...rest]: readonly string[]): JsonObject {
  if (key === undefined || !Object.hasOwn(object, key)) return object;
  const { [key]: inner, ...others } = object;
  if (rest.length === 0) return others;
  return isObject(inner) ? { ...object, [key]: withoutValue(inner, rest) } : object;
}

/** A copy without the keys named. */
export function without(value: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** Whether both are the same JSON, in any order of keys. A member that is `undefined` is none, as in JSON. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left))
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, index) => sameJson(item, right[index]))
    );
  if (!isObject(left) || !isObject(right)) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => sameJson(memberOf(left, key), memberOf(right, key)));
}

/** A copy that shares nothing with the original. */
export function copyJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => copyJson<unknown>(item)) as T;
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, child] of Object.entries(value)) setMember(copy, key, copyJson(child));
  return copy as T;
}
