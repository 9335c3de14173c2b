import type { FileTree } from "../../lib/index.ts";
import { type FleetFiles, parseLoosely, readFleetFiles } from "./fleet-files.ts";

/** {@link dependenciesOf} of a tree's environments. */
export async function environmentDependencies(tree: FileTree): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  return dependenciesOf(await readFleetFiles(tree));
}

/**
 * Who uses what of whom: for each environment, those whose outputs it uses or that it names in `dependsOn` or as peer.
 *
 * Looks closely only at files that hold another environment's name as a word at all.
 */
export async function dependenciesOf(fleet: FleetFiles): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const all = new Set(fleet.names);
  const named = await Promise.all(
    fleet.names.map(async (name) => {
      const texts = (await fleet.textsOf(name)).filter((text) => holdsOtherName(text, name, all));
      const dependencies = new Set(texts.flatMap((text) => [...environmentsNamedIn(parseLoosely(text), all)]));
      dependencies.delete(name);
      return [name, dependencies] as const;
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

function environmentsNamedIn(document: unknown, all: ReadonlySet<string>): ReadonlySet<string> {
  const spec = (document as { spec?: Record<string, unknown> } | undefined)?.spec ?? {};
  const network = spec["network"] as { peerings?: unknown } | undefined;
  const listed = [spec["dependsOn"], network?.peerings].flatMap(stringsIn).filter((name) => all.has(name));
  const referenced = stringsIn(spec).flatMap((text) =>
    [...text.matchAll(/\$\{environments\.([^.{}]+)\./g)].map(([, name = ""]) => name),
  );
  return new Set([...listed, ...referenced]);
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
