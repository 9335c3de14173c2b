import { readFile } from "node:fs/promises";
import path from "node:path";
import { packagesInstalledOtherwise } from "../../change/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { messageOf, textIn } from "../../lib/index.ts";
import { PackagesFromElsewhere, PackagesNotInstallable } from "../errors.ts";
import { type ProgramReader, programRoots } from "../program.ts";
import { programEntry } from "../program-entry.ts";
import type { LockedPackages, NpmPackages } from "./npm-packages.ts";
import { fromElsewhere, publicRegistry } from "./registry-packages.ts";

export interface CommitPackagesPorts {
  readonly programs: ProgramReader;
  readonly npm: NpmPackages;
  /** Reports one line about something that takes a while. */
  readonly onNotice: (line: string) => void;
  /** Commits come from outside: their `.npmrc` is ignored, and packages are from the public registry. @default false */
  readonly outside?: boolean;
  /** Address of the registry that packages of commits from outside are from, with a slash at its end. @default npm's public one */
  readonly registry?: string;
}

/** Lockfiles of package managers that are not run here. */
const otherLockfiles = ["npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"];

/**
 * The folder `node_modules` for a commit's program: that of the checkout where it holds what the commit's lockfile says of all that
 * the program can load, one that is installed for the lockfile otherwise. Never one with other packages.
 *
 * @param root folder of the checkout, whose packages are installed
 * @throws {PackagesNotInstallable}
 */
export async function packagesOf(tree: CommitTree, root: string, ports: CommitPackagesPorts): Promise<string> {
  const shared = path.join(root, "node_modules");
  const lockfile = await textIn(tree, "package-lock.json");
  if (lockfile === undefined) {
    await refuseOtherLockfile(tree, root);
    return shared;
  }
  const installed = (await textAt(shared, ".package-lock.json")) ?? (await textAt(root, "package-lock.json"));
  // All packages are compared first, because that needs no look at the program.
  if (packagesInstalledOtherwise(lockfile, installed)?.length === 0) return shared;
  const roots = await rootsOf(tree, ports.programs);
  const differing = packagesInstalledOtherwise(lockfile, installed, roots);
  if (differing?.length === 0) return shared;
  const refusal = { commit: tree.commit, folder: root, packages: differing ?? [] };
  const manifest = await textIn(tree, "package.json");
  if (manifest === undefined) throw new PackagesNotInstallable({ ...refusal, problem: "it has no package.json" });
  if (linksFolders(lockfile))
    throw new PackagesNotInstallable({ ...refusal, problem: "its lockfile links packages of the repository itself" });
  const { outside = false, registry = publicRegistry } = ports;
  const locked = outside ? ofRegistry(tree, { manifest, lockfile }, registry) : { manifest, lockfile };
  ports.onNotice(
    `Installing the packages of ${tree.commit.slice(0, 7)}: its lockfile has others than ${shared} ${listed(differing)}`,
  );
  try {
    return await ports.npm.installed({
      ...locked,
      settings: outside ? undefined : await textIn(tree, ".npmrc"),
    });
  } catch (thrown) {
    throw new PackagesNotInstallable({ ...refusal, problem: messageOf(thrown) }, { cause: thrown });
  }
}

/** `undefined` where the program cannot be read: then all packages count. */
async function rootsOf(tree: CommitTree, programs: ProgramReader): Promise<readonly string[] | undefined> {
  try {
    const { packages, unresolved } = await programs.filesOf(tree, await programEntry(tree));
    return unresolved.length === 0 ? programRoots(packages) : undefined;
  } catch {
    return undefined;
  }
}

async function refuseOtherLockfile(tree: CommitTree, root: string): Promise<void> {
  for (const name of otherLockfiles)
    if ((await textIn(tree, name)) !== (await textAt(root, name)))
      throw new PackagesNotInstallable({
        commit: tree.commit,
        folder: root,
        packages: [],
        problem: `its ${name} is not that of the checkout, and only npm's package-lock.json can be installed from`,
      });
}

/**
 * A lockfile names an address for each package, which npm asks with the rights of this machine's network.
 *
 * @returns what was looked at, and nothing else that npm reads of it. A lockfile has the packages of older versions of npm beside.
 */
function ofRegistry(
  tree: CommitTree,
  { manifest, lockfile }: Pick<LockedPackages, "manifest" | "lockfile">,
  registry: string,
): Pick<LockedPackages, "manifest" | "lockfile"> {
  const [wanted, locked] = [parsed(manifest), parsed(lockfile)];
  const places = fromElsewhere(wanted, locked, registry);
  if (places.length > 0) throw new PackagesFromElsewhere({ commit: tree.commit, places });
  const { dependencies: _, ...current } = locked as Readonly<Record<string, unknown>>;
  return { manifest: JSON.stringify(wanted), lockfile: JSON.stringify(current) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function linksFolders(lockfile: string): boolean {
  const { packages = {} } = JSON.parse(lockfile) as { readonly packages?: Readonly<Record<string, unknown>> };
  return Object.values(packages).some((entry) => {
    const { link, resolved } = (entry ?? {}) as { readonly link?: unknown; readonly resolved?: unknown };
    return link === true || (typeof resolved === "string" && resolved.startsWith("file:"));
  });
}

function listed(packages: readonly string[] | undefined): string {
  const [first, ...others] = packages ?? [];
  if (first === undefined) return "";
  return others.length === 0 ? `(${first})` : `(${first} and ${others.length} more)`;
}

async function textAt(folder: string, file: string): Promise<string | undefined> {
  return readFile(path.join(folder, file), "utf8").catch(() => undefined);
}
