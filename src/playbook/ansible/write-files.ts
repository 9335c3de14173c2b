import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PlaybookFiles } from "../playbook-syntax.ts";

/** Writes files of a commit into a new folder. */
export async function writeFiles(folder: string, files: PlaybookFiles): Promise<void> {
  await mkdir(folder);
  for (const [file, content] of files) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
