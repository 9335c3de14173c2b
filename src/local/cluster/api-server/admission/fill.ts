import { copyJson, isObject, type JsonObject, memberOf, setMember } from "../../../../lib/index.ts";

/** Sets, in place, the fields that are absent. */
export function fill(object: JsonObject, defaults: JsonObject): void {
  for (const [name, value] of Object.entries(defaults)) {
    if (object[name] === undefined) setMember(object, name, copyJson(value));
  }
}

/** The object in a field, made there when absent, for filling in. */
export function within(object: JsonObject, name: string): JsonObject {
  const present = object[name];
  if (isObject(present)) return present;
  const made: JsonObject = {};
  setMember(object, name, made);
  return made;
}

/** The object in a field when it is there, for filling in only what a client began. */
export function present(object: unknown, ...path: readonly string[]): JsonObject | undefined {
  let current = object;
  for (const name of path) current = isObject(current) ? memberOf(current, name) : undefined;
  return isObject(current) ? current : undefined;
}
