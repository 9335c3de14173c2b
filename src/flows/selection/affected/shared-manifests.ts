import type { Reason } from "../../../change/index.ts";
import {
  addressBookPath,
  type DeclarationIndex,
  environmentPath,
  environmentsFolder,
  syncFolder,
} from "../../../environment/index.ts";
import type { CommitTree, FileChange } from "../../../git/index.ts";
import {
  type FluxMemo,
  isPinned,
  ManifestReader,
  type ManifestSources,
  mayBeOwn,
} from "../../../kubernetes/manifests/index.ts";
import { ownerOfManifest } from "./own-changes.ts";

/** The two trees of a comparison, and the address of the repository that both are of, when it has one. */
export interface ComparedTrees {
  readonly before: CommitTree;
  readonly after: CommitTree;
  readonly ownUrl: string | undefined;
  /** What is known of the repository's manifests already. */
  readonly memo: FluxMemo;
}

/**
 * Environments whose manifests are built from changed files that do not count as their own already: what a kustomization reads,
 * wherever it lies, a `sync.path` elsewhere, and paths that Flux's objects name.
 *
 * Where it is not known what is read, every changed file counts.
 */
export async function sharedManifestChanges(
  changes: readonly FileChange[],
  { before, after, ownUrl, memo }: ComparedTrees,
  names: readonly string[],
  index: DeclarationIndex,
): Promise<ReadonlyMap<string, readonly Reason[]>> {
  const changed = changedPaths(changes);
  // What is read differs only where a file that is read does: such a file is there before or after, and only a deleted one is
  // there before alone.
  const trees = changes.every((change) => change.after) ? [after] : [after, before];
  const readers = trees.map((tree) => new ManifestReader(tree, memo));
  const found = await Promise.all(
    names.map(async (name) => {
      // A declaration that cannot be read is not brought up: until it or its profile changes, nothing is synced from elsewhere.
      const folder = (await index.linksOf(name))?.syncFolder ?? syncFolder(name);
      const sources = await Promise.all(readers.map((reader) => reader.sourcesOf(folder)));
      const reasons = [...readReasons(changed, sources, name), ...unknownReasons(changed, sources, { name, ownUrl })];
      return [name, reasons] as const;
    }),
  );
  return new Map(found.filter(([, reasons]) => reasons.length > 0));
}

/** By changed path, in the order of the changes: the environment whose own manifest it is by its place. */
type ChangedPaths = ReadonlyMap<string, string | undefined>;

/** Found out once: a change of a whole fleet has as many files as there are environments. */
function changedPaths(changes: readonly FileChange[]): ChangedPaths {
  return new Map(changes.map(({ path }) => [path, ownerOfManifest(path)]));
}

function readReasons(changed: ChangedPaths, sources: readonly ManifestSources[], name: string): readonly Reason[] {
  const ways = new Map<string, readonly string[]>();
  // The first tree's word counts. What is read is looked up among the changes, and not the other way around: it is less.
  for (const { files } of sources)
    for (const [path, through] of files)
      if (changed.has(path) && changed.get(path) !== name && !ways.has(path)) ways.set(path, through);
  const byPath = [...ways].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return byPath.map(
    ([path, through]): Reason =>
      path.startsWith(`${environmentsFolder}/${name}/`)
        ? { kind: "own-file", layer: "cluster", path }
        : { kind: "shared-manifest", layer: "cluster", path, through },
  );
}

function unknownReasons(
  changed: ChangedPaths,
  sources: readonly ManifestSources[],
  { name, ownUrl }: { readonly name: string; readonly ownUrl: string | undefined },
): readonly Reason[] {
  const unread = sources
    .flatMap(({ unknown }) => unknown)
    .filter(({ remote }) => remote === undefined || (mayBeOwn(remote, ownUrl) && !isPinned(remote)));
  if (unread.length === 0) return [];
  const counting = [...changed].flatMap(([path, owner]) =>
    owner === name || isDeclaration(path) || sources.some(({ files }) => files.has(path)) ? [] : path,
  );
  if (counting.length === 0) return [];
  const counted = counting.length === 1 ? `${counting[0]} counts` : `${counting.length} changed files count`;
  const problems = unread.map(({ file, problem }) => `${file} ${problem}, so ${counted}`);
  return [...new Set(problems)].map((problem) => ({ kind: "manifests-unreadable", layer: "cluster", problem }));
}

/** Files that declare environments are not manifests, even when a base names their folder. */
function isDeclaration(path: string): boolean {
  const [root, name = ""] = path.split("/");
  return path === addressBookPath || (root === environmentsFolder && path === environmentPath(name));
}
