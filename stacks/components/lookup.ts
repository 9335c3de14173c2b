import type { Values } from "../../src/desired/index.ts";

/** Creates one resource for each value and keeps it under the value's key. */
export function createEach<V extends Values<object>, R>(
  values: readonly V[],
  create: (value: V) => R,
): ReadonlyMap<string, R> {
  return new Map(values.map((value) => [value.key, create(value)]));
}

/** What a resource refers to was not created by this program. */
export class NothingCreated extends Error {
  constructor(
    readonly key: string,
    known: readonly string[],
  ) {
    super(`Nothing was created for "${key}". Known: ${known.join(", ") || "nothing"}.`);
  }
}

/**
 * The resource of that key. Planners only hand out keys of what they planned.
 *
 * @throws {NothingCreated} where a team's own file creates it instead; otherwise it is a mistake in this program
 */
export function known<R>(resources: ReadonlyMap<string, R>, key: string): R {
  const found = resources.get(key);
  if (found === undefined) throw new NothingCreated(key, [...resources.keys()]);
  return found;
}

/** One output for each resource, under its key. */
export function describeEach<R, O>(resources: ReadonlyMap<string, R>, describe: (resource: R) => O): Record<string, O> {
  return Object.fromEntries([...resources].map(([key, resource]) => [key, describe(resource)]));
}
