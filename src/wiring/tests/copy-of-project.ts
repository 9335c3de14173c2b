import { cp, lstat, mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { installedGit } from "../../git/executable/index.ts";

const author = ["-c", "user.name=Groundwork", "-c", "user.email=groundwork@localhost", "-c", "commit.gpgsign=false"];

/**
 * A clone of a checkout with one commit more: its files as they are on disk, but for those that Git ignores. Environments are brought up of
 * commits, and a test is of what is being written.
 */
export async function copyOfProject(from: string, to: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const git = async (folder: string, ...args: readonly string[]) =>
    await installedGit({ args: ["-C", folder, ...args], environment });
  await installedGit({ args: ["clone", "--quiet", "--no-hardlinks", from, to], environment });
  const listed = await git(from, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames");
  const files = listed.split("\0").flatMap((line) => (line === "" ? [] : line.slice("XY ".length)));
  for (const file of files) {
    const [source, target] = [path.join(from, file), path.join(to, file)];
    await rm(target, { recursive: true, force: true });
    if (!(await isThere(source))) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await cp(source, target, { recursive: true, verbatimSymlinks: true });
  }
  await git(to, "add", "--all");
  await git(to, ...author, "commit", "--quiet", "--allow-empty", "--no-verify", "--message", "Files on disk");
  const packages = path.join(from, "node_modules");
  if ((await isThere(packages)) && !(await isThere(path.join(to, "node_modules"))))
    await symlink(packages, path.join(to, "node_modules"), "junction");
}

async function isThere(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  );
}
