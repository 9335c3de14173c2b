import { completedTree, type FileTree, folderTree } from "../../lib/index.ts";
import { NoCheckout, NotARepository } from "../errors.ts";
import { openRepository } from "./open.ts";

/**
 * The files of the checkout that holds `folder`, as they are on disk.
 *
 * Files that a sparse checkout leaves out come from HEAD: they are declared all the same, and their addresses are
 * taken.
 *
 * @throws {NoCheckout} for a bare repository, and inside of the folder of Git's own files.
 */
export async function checkoutFiles(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly folder: string; readonly tree: FileTree }> {
  const repository = await openRepository(folder, undefined, environment);
  const root = repository.checkout.folder;
  if (root === undefined) throw new NoCheckout({ folder });
  const { head } = repository.checkout;
  const leftOut = await repository.leftOut([""]);
  const disk = folderTree(root);
  const tree = head && leftOut.length > 0 ? completedTree(disk, await repository.treeOf(head), leftOut) : disk;
  return { folder: root, tree };
}

/** {@link checkoutFiles}, or what is on disk where there is no repository. */
export async function filesBelow(folder: string, environment: NodeJS.ProcessEnv): Promise<FileTree> {
  try {
    return (await checkoutFiles(folder, environment)).tree;
  } catch (thrown) {
    if (thrown instanceof NotARepository || thrown instanceof NoCheckout) return folderTree(folder);
    throw thrown;
  }
}
