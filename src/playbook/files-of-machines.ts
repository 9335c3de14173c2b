import type { CommitTree } from "../git/index.ts";
import type { PlaybookFiles } from "./playbook-syntax.ts";

/** Files of a folder of machines at a commit, by path from the folder. */
export interface FilesOfMachines {
  readonly files: PlaybookFiles;
  readonly executables: ReadonlySet<string>;
}

/** Links are left out: what they point to may lie outside. */
export async function filesOfMachines(
  folder: string,
  tree: Pick<CommitTree, "files" | "read">,
): Promise<FilesOfMachines> {
  const files = new Map<string, Uint8Array>();
  const executables = new Set<string>();
  for (const { path, kind } of await tree.files(folder)) {
    const content = kind === "link" || kind === "submodule" ? undefined : await tree.read(path);
    const inside = path.slice(folder.length + 1);
    if (content) files.set(inside, content);
    if (kind === "executable") executables.add(inside);
  }
  return { files, executables };
}
