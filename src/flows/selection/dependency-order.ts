import pLimit from "p-limit";

/** What became of one name: what its work gave, or which name it depends on did not make it. */
export type Ordered<T> = { readonly done: T } | { readonly blockedBy: string };

export interface OrderedWork<T> {
  readonly names: readonly string[];
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
  readonly parallel: number;
  run(name: string): Promise<T>;
  /** Whether those that depend on it may start. */
  isGood(result: T): boolean;
}

/**
 * Runs the work of every name after that of the names it depends on, as many at once as allowed.
 *
 * One that fails keeps only those from starting that depend on it, directly or not. Names in a circle are run without regard
 * to each other: that the circle is wrong is for the declarations' checks to say.
 */
export async function inDependencyOrder<T>(work: OrderedWork<T>): Promise<ReadonlyMap<string, Ordered<T>>> {
  const limit = pLimit(work.parallel);
  const started = new Map<string, Promise<Ordered<T>>>();
  const start = (name: string, above: readonly string[]): Promise<Ordered<T>> => {
    const known = started.get(name);
    if (known) return known;
    const path = [...above, name];
    const awaited = work.names.filter((other) => work.dependencies.get(name)?.has(other) && !path.includes(other));
    const result = Promise.all(awaited.map(async (other) => [other, await start(other, path)] as const)).then(
      async (before): Promise<Ordered<T>> => {
        const bad = before.find(([, each]) => !("done" in each) || !work.isGood(each.done));
        return bad ? { blockedBy: bad[0] } : { done: await limit(() => work.run(name)) };
      },
    );
    started.set(name, result);
    return result;
  };
  const results = await Promise.all(work.names.map(async (name) => [name, await start(name, [])] as const));
  return new Map(results);
}

/** The same dependencies, the other way round: for taking down what was built up. */
export function reversed(
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const dependents = new Map<string, Set<string>>();
  for (const [name, uses] of dependencies)
    for (const used of uses) dependents.set(used, (dependents.get(used) ?? new Set()).add(name));
  return dependents;
}
