import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { LinkedPackage } from "../../change/index.ts";
import type { Repository } from "../../git/index.ts";
import { uncommittedPaths } from "../decisive-paths.ts";
import { PackagesFromElsewhere, PackagesMissing } from "../errors.ts";
import type { Workspace, Workspaces } from "../workspace.ts";
import { type CommitPackagesPorts, packagesOf } from "./commit-packages.ts";
import { installedVersions } from "./installed-versions.ts";
import { linkedPackagesOf, linkPackages } from "./linked-packages.ts";
import { refuseLinksOutside } from "./links-within.ts";

export interface GitWorkspacesSettings extends CommitPackagesPorts {
  readonly git: Repository;
  /** Folder of the checkout. */
  readonly root: string;
  readonly driverVersion: string;
}

/** What is different for commits from outside. */
interface Trust {
  readonly outside: boolean;
}

/**
 * Provides a folder for a commit that its program can run in: the checkout when it is complete and clean and has the
 * packages of the commit's lockfile installed, a temporary folder otherwise. A commit from outside always has a temporary one.
 */
export function gitWorkspaces(settings: GitWorkspacesSettings): Workspaces {
  const { git, root, driverVersion, outside = false } = settings;
  return {
    async at(commit) {
      const shared = path.join(root, "node_modules");
      if (!existsSync(shared)) throw new PackagesMissing({ folder: root });
      const packages = await packagesOf(await git.treeOf(commit), root, settings);
      const versions = { groundwork: driverVersion, ...(await installedVersions(packages)) };
      if (!outside && packages === shared && (await holds(commit, git)))
        return { folder: root, versions, dispose: async () => {} };
      const linked = packages === shared ? await linkedPackagesOf(await git.treeOf(commit), root) : [];
      return { ...(await temporary(commit, { packages, linked, root, outside }, git)), versions };
    },
  };
}

async function holds(commit: string, git: Repository): Promise<boolean> {
  if (git.checkout.head !== commit) return false;
  const [whole, uncommitted] = await Promise.all([git.isWhole([""]), uncommittedPaths(commit, git)]);
  return whole && uncommitted.length === 0;
}

/** Where the packages of a temporary folder come from. */
interface PackagesOfCommit extends Trust {
  /** A folder `node_modules`. */
  readonly packages: string;
  /** Packages of the repository that are linked in it. */
  readonly linked: readonly LinkedPackage[];
  readonly root: string;
}

/** The installed packages are shared by symbolic links, and those of the repository come from the commit. */
async function temporary(
  commit: string,
  { packages, linked, root, outside }: PackagesOfCommit,
  git: Repository,
): Promise<Omit<Workspace, "versions">> {
  const folder = await mkdtemp(path.join(tmpdir(), `groundwork-${commit.slice(0, 7)}-`));
  const dispose = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    await git.materialize(commit, folder);
    if (outside) await refuseLinksOutside(await git.treeOf(commit), folder);
    const link = path.join(folder, "node_modules");
    if (outside && existsSync(link)) throw new PackagesFromElsewhere({ commit, places: ["node_modules"] });
    // The commit itself may contain the packages' folder, or a link to it.
    if (existsSync(link)) return { folder, dispose };
    // A link of the commit that led somewhere in the checkout leads nowhere here.
    await rm(link, { force: true });
    if (linked.length === 0) await symlink(packages, link, "junction");
    else await linkPackages({ into: folder, packages, linked, root });
    return { folder, dispose };
  } catch (thrown) {
    await dispose().catch(() => undefined);
    throw thrown;
  }
}
