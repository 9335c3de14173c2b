import { posix } from "node:path";
import type { ManifestProblem } from "../../change/index.ts";
import { kustomizationOf, type Overlay, overlaid, ownKustomization } from "../../kubernetes/kustomization/index.ts";
import { type ManifestFolder, ManifestFolders } from "../../kubernetes/manifests/index.ts";
import { type FileTree, messageOf } from "../../lib/index.ts";

/** The folder with the kustomization that a `Kustomization`'s fields make of it, and with what its components read. */
export async function withOverlay(
  tree: FileTree,
  folder: string,
  { files, roots, ...rest }: ManifestFolder,
  overlay: Overlay,
): Promise<ManifestFolder | { readonly problem: ManifestProblem }> {
  const [root] = roots;
  if (root === undefined) return { files, roots, ...rest };
  const path = folder === "" ? "" : `${folder}/`;
  const named = ownKustomization(path, [...files.keys()]);
  const components = await componentFiles(tree, path, overlay);
  try {
    const text = named === undefined ? undefined : Buffer.from(files.get(named) ?? []).toString("utf8");
    const own = named === undefined || text === undefined ? {} : { own: { path: named, text } };
    const instead = overlaid({ path, plan: root, has: (each) => components.has(each), ...own }, overlay);
    if (instead === undefined) return { files, roots, ...rest };
    const all = new Map([...[...components.values()].flatMap((each) => [...each]), ...files]);
    all.set(instead.path, Buffer.from(instead.content));
    return { ...rest, files: all, roots: [{ ...root, kustomized: [folder], plain: [] }] };
  } catch (thrown) {
    return { problem: { origin: kustomizationOf(path, named), problem: messageOf(thrown) } };
  }
}

/** What building each component reads, by the component's folder. One that is no folder of the tree is left out. */
async function componentFiles(
  tree: FileTree,
  path: string,
  { components }: Overlay,
): Promise<ReadonlyMap<string, ManifestFolder["files"]>> {
  const reader = new ManifestFolders(tree);
  const found = components.map(async (component) => {
    const folder = posix.join(path, component).replace(/\/$/u, "");
    const isThere = !folder.startsWith("..") && (await tree.list(folder)).length > 0;
    return isThere ? ([folder, (await reader.read(folder)).files] as const) : undefined;
  });
  return new Map((await Promise.all(found)).filter((each) => each !== undefined));
}
