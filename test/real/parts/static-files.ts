import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { moduleFolder, type Part, type StaticFolders } from "./part.ts";

/** Copies the folders that a part publishes beside its executable out of the sources of their modules. */
export async function copyStatic(part: Part, target: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const wanted = [part.static ?? []].flat() as readonly StaticFolders[];
  for (const { module, folders } of wanted) {
    const { stdout } = await promisify(execFile)("go", ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module], {
      cwd: moduleFolder(part),
      env: environment,
    });
    for (const folder of folders) await copyTree(path.join(stdout.trim(), folder), path.join(target, folder));
  }
}

/** Without the modes of the folders: Go makes those of its module cache read-only, and then nothing can be removed from a copy. */
export async function copyTree(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [path.join(source, entry.name), path.join(target, entry.name)];
    await (entry.isDirectory() ? copyTree(from, to) : copyFile(from, to));
  }
}
