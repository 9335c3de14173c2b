import { posix } from "node:path";
import type { Reason } from "../../change/index.ts";
import { environmentsFolder } from "../../environment/index.ts";
import type { CommitTree, FileChange } from "../../git/index.ts";
import { type FleetFiles, parseLoosely } from "./fleet-files.ts";

const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/**
 * Environments whose manifests are built from changed files outside their own folder: a kustomization that reaches out of
 * `apps/`, or a `sync.path` elsewhere.
 */
export async function sharedManifestChanges(
  changes: readonly FileChange[],
  tree: CommitTree,
  fleet: FleetFiles,
): Promise<ReadonlyMap<string, readonly Reason[]>> {
  const shared = changes.map(({ path }) => path).filter(isPossiblyShared);
  if (shared.length === 0) return new Map();
  const reached = await Promise.all(
    fleet.names.map(async (name) => {
      const places = await placesReachedBy(name, tree, fleet);
      const reasons = shared.flatMap((path): readonly Reason[] => {
        const through = wayInto(path, places, name);
        return through ? [{ kind: "shared-manifest", layer: "cluster", path, through }] : [];
      });
      return [name, reasons] as const;
    }),
  );
  return new Map(reached.filter(([, reasons]) => reasons.length > 0));
}

/** Files that some kustomization may name: neither an environment's own, nor at the root, nor hidden, nor text for people. */
function isPossiblyShared(path: string): boolean {
  const [root = "", name = "", ...rest] = path.split("/");
  if (name === "" || root.startsWith(".") || path.endsWith(".md") || /\.[mc]?[jt]sx?$/.test(path)) return false;
  return root !== environmentsFolder || (name.startsWith("_") && rest.length > 0);
}

/** Every file and folder outside the environment's own that its manifests are built from, with the files that lead there. */
async function placesReachedBy(
  name: string,
  tree: CommitTree,
  fleet: FleetFiles,
): Promise<ReadonlyMap<string, readonly string[]>> {
  return placesReachedFrom(await syncFolder(name, fleet), tree);
}

/** Every file and folder that building a folder's manifests reads, with the files that lead there. */
export async function placesReachedFrom(
  start: string,
  tree: CommitTree,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const reached = new Map<string, readonly string[]>([[start, [start]]]);
  for (const [folder, way] of reached)
    for (const file of kustomizationNames.map((each) => posix.join(folder, each))) {
      const bytes = await tree.read(file);
      if (!bytes) continue;
      for (const target of pathsNamedIn(parseLoosely(Buffer.from(bytes).toString("utf8")), folder))
        if (!reached.has(target)) reached.set(target, [...way, target]);
    }
  return reached;
}

/** `spec.sync.path`, by its usual line; the default where there is none. */
async function syncFolder(name: string, fleet: FleetFiles): Promise<string> {
  for (const text of await fleet.textsOf(name)) {
    const spec = text.includes("path:") ? (parseLoosely(text) as { spec?: { sync?: { path?: unknown } } }) : undefined;
    const path = spec?.spec?.sync?.path;
    if (typeof path === "string") return posix.normalize(path).replace(/\/$/, "");
  }
  return `${environmentsFolder}/${name}/apps`;
}

/** Everything in a kustomization that reads like a path. What is none leads nowhere. */
function pathsNamedIn(value: unknown, folder: string): readonly string[] {
  if (typeof value === "string") {
    const [, path] = /^(?:[\w.-]+=)?((?:\.{1,2}\/|[\w.-]+\/)[\w./-]*|\.{2})$/.exec(value) ?? [];
    return path === undefined ? [] : [posix.join(folder, path).replace(/\/$/, "")];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((item) => pathsNamedIn(item, folder));
}

function wayInto(
  path: string,
  places: ReadonlyMap<string, readonly string[]>,
  name: string,
): readonly string[] | undefined {
  if (path.startsWith(`${environmentsFolder}/${name}/`)) return undefined;
  for (let at = path; at !== "."; at = posix.dirname(at)) {
    const way = places.get(at);
    if (way) return way;
  }
  return undefined;
}
