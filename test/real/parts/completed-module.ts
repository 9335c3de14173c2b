import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { moduleFolder, type Part } from "./part.ts";
import { copyTree } from "./static-files.ts";

/**
 * The folder that a part is built in: that of its module, or a copy of it below `folder` whose `go.mod` names a completed copy of a
 * dependency.
 *
 * Go refuses to build a package that embeds files which its release lacks, and to overlay files of its module cache.
 */
export async function folderToBuildIn(part: Part, folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const own = moduleFolder(part);
  if (part.completed === undefined) return own;
  const { module, files } = part.completed;
  await mkdir(folder, { recursive: true });
  await copyTree(await sourcesOf(module, own, environment), path.join(folder, "completed"));
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(folder, "completed", file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  await copyFile(path.join(own, "go.sum"), path.join(folder, "go.sum"));
  const recipe = await readFile(path.join(own, "go.mod"), "utf8");
  await writeFile(path.join(folder, "go.mod"), `${recipe}\nreplace ${module} => ./completed\n`);
  return folder;
}

async function sourcesOf(module: string, cwd: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)("go", ["mod", "download", "-json", module], { cwd, env: environment });
  return (JSON.parse(stdout) as { readonly Dir: string }).Dir;
}
