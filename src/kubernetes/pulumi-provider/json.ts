import { isObject, memberOf } from "../../lib/index.ts";

/** A copy with every key of every map renamed. */
export function withKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withKeys(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), withKeys(inner, rename)]));
}

/** What `live` holds of the fields that `shape` has. Lists are matched by index, as the fields of a program are. */
export function pruned(live: unknown, shape: unknown): unknown {
  if (Array.isArray(live) && Array.isArray(shape)) {
    return live.slice(0, shape.length).map((item, index) => pruned(item, shape[index]));
  }
  if (!isObject(live) || !isObject(shape)) return live;
  return Object.fromEntries(
    Object.entries(live)
      .filter(([key]) => Object.hasOwn(shape, key))
      .map(([key, inner]) => [key, pruned(inner, memberOf(shape, key))]),
  );
}
