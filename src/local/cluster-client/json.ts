/** A JSON object. */
export type JsonMap = Record<string, unknown>;

export function isMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of keys and indices, `undefined` where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found: unknown = value;
  for (const step of path) {
    if (Array.isArray(found) && typeof step === "number") found = found[step];
    else if (isMap(found)) found = found[step];
    else return undefined;
  }
  return found;
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

export function mapAt(value: unknown, ...path: readonly (string | number)[]): JsonMap {
  const found = at(value, ...path);
  return isMap(found) ? found : {};
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A copy with `value` at the path; maps that are missing on the way are made. */
export function withValue(map: JsonMap, [key, ...rest]: readonly string[], value: unknown): JsonMap {
  if (key === undefined) return map;
  return { ...map, [key]: rest.length === 0 ? value : withValue(mapAt(map, key), rest, value) };
}

/** A copy without what stands at the path. Other maps stay as they are, even when they become empty. */
export function withoutValue(map: JsonMap, [key, ...rest]: readonly string[]): JsonMap {
  if (key === undefined || !(key in map)) return map;
  const { [key]: inner, ...others } = map;
  if (rest.length === 0) return others;
  return isMap(inner) ? { ...map, [key]: withoutValue(inner, rest) } : map;
}
