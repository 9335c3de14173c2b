import { chmod, copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { accessFiles, filesOfMachine, type MachineFile, sudo } from "./machine-files.ts";
import { type MachinePlaces, mountsOf } from "./mounts.ts";
import type { Requirements } from "./requirements.ts";

/** Writes the files of a new machine. They belong to the one who runs this until it boots. */
export async function writeTree(
  name: string,
  { tree, local }: MachinePlaces,
  { links, folders, alternatives }: Requirements,
): Promise<void> {
  const files = filesOfMachine(name, alternatives);
  const system = folders.map((folder) => ({ path: folder, mode: 0o755 }));
  for (const root of [tree, local]) await makeFolder(root, 0o755);
  for (const { path: folder, mode } of [...files.folders, ...system]) await makeFolder(path.join(tree, folder), mode);
  for (const file of files.files) await writeIn(tree, file);
  for (const { path: link, target } of files.links) await symlink(target, path.join(tree, link));
  for (const [link, target] of links) await symlink(target, path.join(tree, link));
  for (const folder of ["bin", "etc", "include", "lib", "sbin", "share", "src"])
    await makeFolder(path.join(local, folder), 0o755);
  await writeIn(local, sudo);
}

/** Writes anew what lets the local cloud in, and what is mounted. @param folder of the machine, with its key */
export async function writeAccess(
  folder: string,
  places: MachinePlaces,
  { clientKey, required }: { readonly clientKey: string; readonly required: Requirements },
): Promise<void> {
  const { access, mounts, serverMounts } = places;
  const { parts } = required.server;
  await rm(access, { recursive: true, force: true });
  await makeFolder(access, 0o755);
  for (const { name, isFolder } of parts)
    if (isFolder) await makeFolder(path.join(access, name), 0o755);
    else await writeIn(access, { path: name, content: "" });
  for (const file of accessFiles(
    clientKey,
    parts.map(({ name }) => name),
  ))
    await writeIn(access, file);
  await copyFile(path.join(folder, "host_key"), path.join(access, "host_key"));
  await chmod(path.join(access, "host_key"), 0o600);
  await copyFile(required.setpriv, path.join(access, "become"));
  const { system, server } = mountsOf(places, required);
  await writeFile(mounts, system);
  await writeFile(serverMounts, server);
}

/** Modes of both are those asked for, also where the umask of this process takes rights away from new files. */
async function makeFolder(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, mode);
}

async function writeIn(root: string, { path: file, content, mode = 0o644 }: MachineFile): Promise<void> {
  await writeFile(path.join(root, file), content);
  await chmod(path.join(root, file), mode);
}
