import { DeclarationIndex } from "../../../environment/index.ts";
import type { FileTree } from "../../../lib/index.ts";

/** {@link dependenciesOf} of a tree's environments. */
export async function environmentDependencies(
  tree: FileTree,
  beside: Iterable<string> = [],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  return dependenciesOf(new DeclarationIndex(tree), beside);
}

/** {@link dependenciesOf} of some environments alone, and as far as these depend on each other or on others of the tree. */
export async function dependenciesAmong(
  tree: FileTree,
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  return dependenciesOf(new DeclarationIndex(tree), [], names);
}

/**
 * For each environment those that it depends on: whose outputs it uses, or that it names in `dependsOn` or `network.peers`.
 * Profiles count with what the environment's own file leaves of them.
 *
 * A declaration that cannot be read depends on every environment that its files mention: what it says of them is not known.
 *
 * @param beside environments that may be named although this tree has no folder for them
 * @param wanted those that are asked for, of all that the tree has
 */
export async function dependenciesOf(
  index: DeclarationIndex,
  beside: Iterable<string> = [],
  wanted?: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const names = await index.names();
  const all = new Set([...names, ...beside]);
  const present = new Set(names);
  const found = await Promise.all(
    (wanted?.filter((name) => present.has(name)) ?? names).map(async (name) => {
      const used = (await index.linksOf(name))?.dependsOn ?? (await index.mentioned(name, all));
      return [name, new Set(used.filter((other) => other !== name && all.has(other)))] as const;
    }),
  );
  return new Map(found.filter(([, dependencies]) => dependencies.size > 0));
}

/** For each environment that depends on a changed one, directly or not, the one that it depends on directly. */
export function dependentsOf(
  changed: ReadonlySet<string>,
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, string> {
  const reached = new Map<string, string>();
  const sources = new Set(changed);
  for (const source of sources)
    for (const [name, uses] of dependencies)
      if (uses.has(source) && !sources.has(name)) {
        reached.set(name, source);
        sources.add(name);
      }
  return reached;
}
