import { posix } from "node:path";
import type { CommitId, CommitTree, Repository, TreeFile } from "../git/index.ts";

/** Folders in which each file counts, prose too, and before Git knows it. */
const decisiveFolders = ["environments", "stacks", "src", "data"];
/** Settings of the repository, of its project, of its stacks and of its packages. */
const settings =
  /^(?:groundwork\.yaml|Pulumi(?:\.[^/]+)?\.ya?ml|package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|tsconfig[^/]*\.json|\.npmrc)$/u;
const sourceCode = /\.[mc]?[jt]sx?$/u;
const prose = /\.md$/iu;
const installedPackages = /(?:^|\/)node_modules\//u;

/**
 * Whether a program may be another one with another content of this file of a commit. A program may import or read any file of its
 * repository, so each of them counts, except prose.
 */
export function isDecisive(path: string): boolean {
  return !prose.test(path) || isInDecisiveFolder(path);
}

/** The files outside `folder` that {@link isDecisive}. */
export async function decisiveFiles(
  tree: CommitTree,
  { outside }: { readonly outside: string },
): Promise<readonly TreeFile[]> {
  const root = await tree.list("");
  const below = await Promise.all(
    root.map(async ({ name, id, kind }): Promise<readonly TreeFile[]> => {
      if (kind === "folder") return name === outside ? [] : await tree.files(name);
      return [{ path: name, id, kind }];
    }),
  );
  return below.flat().filter(({ path }) => isDecisive(path));
}

/**
 * Changes on disk that look like part of the run and are not, because they were not committed. A file that Git does not know yet
 * counts where a program could load it: reports and plans that were written beside the project do not.
 */
export async function uncommittedPaths(commit: CommitId, git: Repository): Promise<readonly string[]> {
  if (git.checkout.head !== commit) return [];
  const differing = (await git.uncommitted(commit, [""])).filter(
    (path) => isDecisive(path) && !installedPackages.test(path),
  );
  if (differing.every(couldBeLoaded)) return differing;
  const tree = await git.treeOf(commit);
  const counted = await Promise.all(differing.map(async (path) => couldBeLoaded(path) || (await isIn(tree, path))));
  return differing.filter((_, index) => counted[index]);
}

function couldBeLoaded(path: string): boolean {
  return isInDecisiveFolder(path) || settings.test(path) || sourceCode.test(path);
}

function isInDecisiveFolder(path: string): boolean {
  return decisiveFolders.some((folder) => path.startsWith(`${folder}/`));
}

async function isIn(tree: CommitTree, path: string): Promise<boolean> {
  const folder = posix.dirname(path);
  const entries = await tree.list(folder === "." ? "" : folder);
  return entries.some(({ name, kind }) => name === posix.basename(path) && kind !== "folder");
}
