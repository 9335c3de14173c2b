import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, realpath, symlink } from "node:fs/promises";
import path from "node:path";
import { type LinkedPackage, packagesNeeding } from "../../change/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { textIn } from "../../lib/index.ts";
import { PackagesNotInstallable } from "../errors.ts";

/**
 * The packages that `node_modules` of a checkout links to folders of the repository, as package managers do for a workspace. A
 * program of a commit has to get these from the commit.
 *
 * @param root folder of the checkout
 * @throws {PackagesNotInstallable} where an installed package would load one of them from the checkout.
 */
export async function linkedPackagesOf(tree: CommitTree, root: string): Promise<readonly LinkedPackage[]> {
  const linked = await linksInto(await realpath(root));
  const lockfile = await textIn(tree, "package-lock.json");
  const names = new Set(linked.map(({ name }) => name));
  const [needing] = packagesNeeding(lockfile, names);
  if (needing === undefined) return linked;
  const problem = `the installed package ${needing} needs a package of the repository, and would load that of the checkout`;
  throw new PackagesNotInstallable({ commit: tree.commit, folder: root, packages: [], problem });
}

/** A folder `node_modules` of links to those of the checkout, in which packages of the repository are those of the commit. */
export async function linkPackages(from: {
  /** Holds the commit's files. */
  readonly into: string;
  readonly packages: string;
  readonly linked: readonly LinkedPackage[];
  readonly root: string;
}): Promise<void> {
  const { into, packages, linked, root } = from;
  const folders = new Map(linked.map(({ name, folder }) => [name, folder]));
  for (const name of await namesIn(packages)) {
    const link = path.join(into, "node_modules", name);
    const own = folders.get(name);
    // A commit without the folder has no such package.
    if (own !== undefined && !existsSync(path.join(into, own))) continue;
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(own === undefined ? path.join(packages, name) : path.join(into, own), link, "junction");
  }
  for (const { folder } of linked) {
    // What a package of the repository needs in another version than the others is installed below it.
    const [nested, link] = [root, into].map((base) => path.join(base, folder, "node_modules"));
    if (nested && link && existsSync(nested) && existsSync(path.dirname(link)) && !existsSync(link))
      await symlink(nested, link, "junction");
  }
}

async function linksInto(root: string): Promise<readonly LinkedPackage[]> {
  const packages = path.join(root, "node_modules");
  const found = await Promise.all(
    (await namesIn(packages)).map(async (name): Promise<readonly LinkedPackage[]> => {
      const place = path.join(packages, name);
      if (!(await lstat(place)).isSymbolicLink()) return [];
      const folder = path.relative(root, await realpath(place).catch(() => place));
      const isOfRepository = !folder.startsWith("..") && !path.isAbsolute(folder);
      const isInstalled = folder.split(path.sep).includes("node_modules");
      return isOfRepository && !isInstalled ? [{ name, folder: folder.split(path.sep).join("/") }] : [];
    }),
  );
  return found.flat();
}

/** Packages and the files that package managers keep beside them; those of a scope with its name. */
async function namesIn(packages: string): Promise<readonly string[]> {
  const names = await readdir(packages);
  const found = await Promise.all(
    names.map(async (name) =>
      name.startsWith("@") ? (await readdir(path.join(packages, name))).map((each) => `${name}/${each}`) : [name],
    ),
  );
  return found.flat();
}
