import { isObject } from "../../../../lib/index.ts";

/** Paths of inputs that a provider's check added to those that the program gives, among them names that it made up. Lists are no paths. */
export function addedInputs(given: object, checked: object): readonly (readonly string[])[] {
  return Object.entries(checked).flatMap(([key, value]): readonly (readonly string[])[] => {
    const before = Object.hasOwn(given, key) ? (given as Readonly<Record<string, unknown>>)[key] : undefined;
    if (isObject(value)) return addedInputs(isObject(before) ? before : {}, value).map((path) => [key, ...path]);
    return Object.hasOwn(given, key) ? [] : [[key]];
  });
}
