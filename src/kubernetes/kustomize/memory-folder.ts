import { access, constants, statfs } from "node:fs/promises";
import path from "node:path";

/** Linux' numbers of the file systems that live in memory: tmpfs and ramfs. */
const inMemory: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/** The first of some folders that is in memory and can be written to. A folder that is not there yet is judged by where it would be made. */
export async function memoryFolder(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) if (await isInMemory(path.resolve(candidate))) return candidate;
  return undefined;
}

async function isInMemory(folder: string): Promise<boolean> {
  try {
    const { type } = await statfs(folder);
    if (!inMemory.has(type)) return false;
    await access(folder, constants.W_OK);
    return true;
  } catch (thrown) {
    const isMissing = (thrown as { readonly code?: unknown }).code === "ENOENT" && folder !== path.dirname(folder);
    return isMissing && (await isInMemory(path.dirname(folder)));
  }
}
