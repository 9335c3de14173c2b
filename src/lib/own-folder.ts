import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Holds what is kept beside a project and never belongs into its repository: states, passphrases, the local cloud. */
export const ownFolderName = ".groundwork";

/**
 * Makes a folder and those above it. A new `.groundwork` among them tells Git to ignore all that is in it, whether or not
 * the repository's own `.gitignore` does.
 *
 * @param mode of new folders @default what the process's umask leaves
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  const first = await mkdir(folder, { recursive: true, ...(mode !== undefined && { mode }) });
  const own = first === undefined ? undefined : newOwnFolder(path.resolve(folder), path.resolve(first));
  if (own !== undefined) await writeFile(path.join(own, ".gitignore"), "*\n");
}

/** The outermost `.groundwork` on the way from the first new folder to the last. */
function newOwnFolder(folder: string, first: string): string | undefined {
  const steps = path.relative(path.dirname(first), folder).split(path.sep);
  const index = steps.indexOf(ownFolderName);
  return index < 0 ? undefined : path.join(path.dirname(first), ...steps.slice(0, index + 1));
}
