import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Contents of all files below `folder`: states, backups, histories, whatever else was left there. */
export async function textsOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return await Promise.all(files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), "utf8")));
}
