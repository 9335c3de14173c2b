import { posix } from "node:path";
import type { FileTree } from "../lib/index.ts";
import { environmentFile } from "./environment-name.ts";

/** The file with the resources that a team writes itself in TypeScript. */
const resourcesFile = "resources.ts";

/** Where the resources stand of an environment's file or of a profile: `environments/dev/environment.yaml`, `environments/_profiles/base.yaml`. */
export function resourcesBeside(declaration: string): string {
  const { dir, base, name } = posix.parse(declaration);
  return base === environmentFile ? `${dir}/${resourcesFile}` : `${dir}/${name}/${resourcesFile}`;
}

/**
 * Of declarations the files with resources that are there, in the order in which they run: the farthest profile first, the environment's own last.
 *
 * @param declarations an environment's file and its profiles, nearest first
 */
export async function resourceFilesOf(tree: FileTree, declarations: readonly string[]): Promise<readonly string[]> {
  const candidates = declarations.map(resourcesBeside).toReversed();
  const present = await Promise.all(
    candidates.map(async (path) => {
      const entries = await tree.list(posix.dirname(path));
      return entries.some(({ name, kind }) => name === resourcesFile && kind !== "folder");
    }),
  );
  return candidates.filter((_, index) => present[index]);
}
