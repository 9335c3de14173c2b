import { realpath } from "node:fs/promises";
import path from "node:path";
import type { CommitTree } from "../../git/index.ts";
import { LinksLeadOutside } from "../errors.ts";

/**
 * Refuses a commit whose links lead out of its own files, or to nothing: what reads its files would read those of this machine.
 *
 * @param folder with the commit's files, and nothing else yet.
 * @throws {LinksLeadOutside} naming all of them.
 */
export async function refuseLinksOutside(tree: CommitTree, folder: string): Promise<void> {
  const root = await realpath(folder);
  const links = (await tree.files("")).filter(({ kind }) => kind === "link");
  const leading: string[] = [];
  for (const { path: link } of links) {
    // What leads to nothing now may lead somewhere once the packages are there.
    const target = await realpath(path.join(root, link)).catch(() => undefined);
    if (target !== root && !target?.startsWith(`${root}${path.sep}`)) leading.push(link);
  }
  if (leading.length > 0) throw new LinksLeadOutside({ commit: tree.commit, links: leading });
}
