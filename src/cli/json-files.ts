import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** In bytes. A document about thousands of environments is smaller. */
export const largestDocument = 256 * 1024 * 1024;

/** The file itself, or every JSON file below a folder. Other files there belong to no part. */
export async function jsonFilesAt(name: string, cwd: string): Promise<readonly string[]> {
  const at = path.resolve(cwd, name);
  const isFolder = await stat(at).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [name];
  const below = await readdir(at, { recursive: true });
  return below
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .map((file) => path.join(name, file));
}
