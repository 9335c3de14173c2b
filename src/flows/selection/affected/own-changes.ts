import type { FolderChange, Layer, Reason } from "../../../change/index.ts";
import {
  environmentPath,
  environmentsFolder,
  isEnvironmentEntry,
  isEnvironmentFolder,
  isForPeople,
  machinesFolder,
  resourcesBeside,
} from "../../../environment/index.ts";
import type { CommitTree, FileChange } from "../../../git/index.ts";

/** What changed in the folder of one environment. */
export interface OwnChanges {
  readonly folder: FolderChange;
  readonly reasons: readonly Reason[];
}

/** Reasons that lie in an environment's own folder, or in its stack's configuration, by environment. */
export function ownChanges(changes: readonly FileChange[]): ReadonlyMap<string, OwnChanges> {
  const found = new Map<string, { folder: FolderChange; reasons: Reason[] }>();
  for (const change of changes) {
    const name = standsForFolder(change) ?? ownerOf(change.path);
    if (name === undefined) continue;
    const own = found.get(name) ?? { folder: "unchanged", reasons: [] };
    found.set(name, own);
    if (change.path === environmentPath(name) || standsForFolder(change) !== undefined)
      own.folder = folderChange(change);
    else if (own.folder === "unchanged") own.folder = "changed";
    const reason = ownReason(change.path, name);
    if (reason) own.reasons.push(reason);
  }
  const renames = renamedFolders(changes, found);
  return new Map([...found].map(([name, own]) => [name, withFolderReason(own, renames.get(name))]));
}

/** The environment in whose place a link or a submodule stands or stood. */
function standsForFolder({ path, before, after }: FileChange): string | undefined {
  const [root, name = "", ...rest] = path.split("/");
  const isEntry = root === environmentsFolder && rest.length === 0;
  return isEntry && isEnvironmentEntry(name, (after ?? before)?.kind ?? "") ? name : undefined;
}

const stackConfig = /^Pulumi\.([^/]+)\.ya?ml$/;

/** The environment that a path belongs to alone. */
function ownerOf(path: string): string | undefined {
  const stack = stackConfig.exec(path)?.[1];
  if (stack !== undefined) return stack;
  const [root, name, file] = path.split("/");
  return root === environmentsFolder && file !== undefined && isEnvironmentFolder(name ?? "") ? name : undefined;
}

/** Pages such as README.md change nothing. Every other file in the folder may be read by the program. */
function ownReason(path: string, name: string): Reason | undefined {
  const inFolder = path.slice(`${environmentsFolder}/${name}/`.length);
  const [top] = inFolder.split("/");
  if (stackConfig.test(path)) return { kind: "own-file", layer: "infrastructure", path };
  if (top === "apps" || top === "machines") {
    const layer = top === "apps" ? "cluster" : "machines";
    return isForPeople(inFolder) ? undefined : { kind: "own-file", layer, path };
  }
  if (path === resourcesBeside(environmentPath(name)))
    return { kind: "resources", layer: "infrastructure", path, file: path, through: [] };
  return inFolder.endsWith(".md") ? undefined : { kind: "own-file", layer: "infrastructure", path };
}

/** The environment for whose cluster a file counts by its place alone. */
export function ownerOfManifest(path: string): string | undefined {
  const owner = ownerOf(path);
  return owner !== undefined && ownReason(path, owner)?.layer === "cluster" ? owner : undefined;
}

/** Layers that a tree declares of an environment, in the order they are built. */
export async function declaredLayers(tree: CommitTree, name: string): Promise<readonly Layer[]> {
  const playbooks = await tree.files(machinesFolder(name));
  const hasMachines = playbooks.some(({ path }) => !isForPeople(path));
  return hasMachines ? ["infrastructure", "cluster", "machines"] : ["infrastructure", "cluster"];
}

function folderChange({ before, after }: FileChange): FolderChange {
  if (!before) return "added";
  return after ? "changed" : "removed";
}

/** New name -> old name, where an added folder holds the very declaration that a removed one held. */
function renamedFolders(
  changes: readonly FileChange[],
  found: ReadonlyMap<string, { readonly folder: FolderChange }>,
): ReadonlyMap<string, string> {
  const declarations = (wanted: FolderChange, side: "before" | "after") =>
    changes.flatMap((change) => {
      const name = ownerOf(change.path);
      const id = change[side]?.id;
      const declares = name !== undefined && change.path === environmentPath(name);
      return declares && id !== undefined && found.get(name)?.folder === wanted ? [[id, name] as const] : [];
    });
  const removed = new Map(declarations("removed", "before"));
  return new Map(
    declarations("added", "after").flatMap(([id, name]) => {
      const from = removed.get(id);
      removed.delete(id);
      return from === undefined ? [] : [[name, from] as const];
    }),
  );
}

function withFolderReason(own: OwnChanges, renamedFrom: string | undefined): OwnChanges {
  const layer = "infrastructure";
  if (renamedFrom !== undefined)
    return { folder: "renamed", reasons: [{ kind: "renamed", layer, from: renamedFrom }, ...own.reasons] };
  if (own.folder === "added") return { folder: "added", reasons: [{ kind: "added", layer }, ...own.reasons] };
  return own.folder === "removed" ? { folder: "removed", reasons: [{ kind: "removed", layer }] } : own;
}
