import { EnvironmentReader } from "../../environment/index.ts";
import type { FileTree } from "../../lib/index.ts";
import { type FleetFiles, parseLoosely, readFleetFiles } from "./fleet-files.ts";

/** {@link dependenciesOf} of a tree's environments. */
export async function environmentDependencies(
  tree: FileTree,
  beside: Iterable<string> = [],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  return dependenciesOf(tree, await readFleetFiles(tree), beside);
}

/**
 * For each environment those that it depends on: whose outputs it uses, or that it names in `dependsOn` or `network.peers`.
 * Profiles count with what the environment's own file leaves of them.
 *
 * Looks closely only at files that hold another environment's name as a word at all. An invalid declaration counts with every
 * name that it or one of its profiles writes in those places.
 *
 * @param beside environments that may be named although this tree has no folder for them
 */
export async function dependenciesOf(
  tree: FileTree,
  fleet: FleetFiles,
  beside: Iterable<string> = [],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const all = new Set([...fleet.names, ...beside]);
  const reader = new EnvironmentReader(tree);
  const named = await Promise.all(
    fleet.names.map(async (name) => {
      const texts = (await fleet.textsOf(name)).filter((text) => holdsOtherName(text, name, all));
      if (texts.length === 0) return [name, new Set<string>()] as const;
      const reading = await reader.read(name);
      const uses = reading.ok
        ? reading.value.environment.dependsOn
        : texts.flatMap((text) => [...environmentsNamedIn(parseLoosely(text))]);
      return [name, new Set(uses.filter((other) => other !== name && all.has(other)))] as const;
    }),
  );
  return new Map(named.filter(([, dependencies]) => dependencies.size > 0));
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

function holdsOtherName(text: string, own: string, all: ReadonlySet<string>): boolean {
  for (const [word] of text.matchAll(/[a-z0-9](?:[-a-z0-9]*[a-z0-9])?/g))
    if (word !== own && all.has(word)) return true;
  return false;
}

function environmentsNamedIn(document: unknown): ReadonlySet<string> {
  const spec = (document as { spec?: Record<string, unknown> } | undefined)?.spec ?? {};
  const network = spec["network"] as { peers?: unknown } | undefined;
  const listed = [spec["dependsOn"], network?.peers].flatMap(stringsIn);
  const referenced = stringsIn(spec).flatMap((text) =>
    [...text.matchAll(/\$\{environments\.([^.{}]+)\./g)].map(([, name = ""]) => name),
  );
  return new Set([...listed, ...referenced]);
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
