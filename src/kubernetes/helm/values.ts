import { isObject, type JsonObject, memberOf, setMember } from "../../lib/index.ts";

/** Values of which the later ones win, member by member; lists are taken as a whole. */
export function mergedValues(...all: readonly JsonObject[]): JsonObject {
  return all.reduce((before, after) => {
    const both: Record<string, unknown> = { ...before };
    for (const [key, value] of Object.entries(after)) {
      const old = memberOf(before, key);
      setMember(both, key, isObject(old) && isObject(value) ? mergedValues(old, value) : value);
    }
    return both;
  }, {});
}

/** Values without those that are `null`, at every depth. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  );
}
