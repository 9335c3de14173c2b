import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PlaybookFiles } from "../playbook-syntax.ts";

/** Writes files of a commit into a new folder. */
export async function writeFiles(
  folder: string,
  files: PlaybookFiles,
  executables: ReadonlySet<string> = new Set(),
): Promise<void> {
  await mkdir(folder);
  for (const [file, content] of files) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
    await chmod(target, executables.has(file) ? 0o755 : 0o644);
  }
}
