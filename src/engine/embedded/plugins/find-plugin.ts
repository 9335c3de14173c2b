import { access, constants, readdir } from "node:fs/promises";
import path from "node:path";
import type { ProviderRequest } from "../../provider-source.ts";
import { ProviderNotFound } from "./errors.ts";

/** Folders that provider executables are looked for in. */
export interface PluginFolders {
  /** Folders of `PATH`, in its order. */
  readonly searchPath: readonly string[];
  /** Pulumi's home, `~/.pulumi`, where `pulumi plugin install` puts them. */
  readonly pulumiHome?: string;
}

/**
 * The executable `pulumi-resource-<package>`: the first one on the search path, else the installed one of the wanted version,
 * else the newest installed one.
 *
 * @throws {ProviderNotFound}
 */
export async function findPlugin(request: ProviderRequest, folders: PluginFolders): Promise<string> {
  const executable = `pulumi-resource-${request.package}`;
  for (const folder of folders.searchPath) {
    const file = path.join(folder, executable);
    if (await isExecutable(file)) return file;
  }
  const plugins = folders.pulumiHome === undefined ? undefined : path.join(folders.pulumiHome, "plugins");
  for (const folder of plugins === undefined ? [] : await installedFolders(plugins, request)) {
    const file = path.join(folder, executable);
    if (await isExecutable(file)) return file;
  }
  throw new ProviderNotFound({
    package: request.package,
    ...(request.version !== undefined && { version: request.version }),
    lookedIn: [...folders.searchPath, ...(plugins === undefined ? [] : [plugins])],
  });
}

async function installedFolders(
  plugins: string,
  { package: name, version }: ProviderRequest,
): Promise<readonly string[]> {
  const prefix = `resource-${name}-v`;
  const names = (await readdir(plugins).catch(() => [])).filter((folder) => folder.startsWith(prefix));
  const wanted = `${prefix}${version ?? ""}`;
  return names
    .toSorted((left, right) => Number(right === wanted) - Number(left === wanted) || compareVersions(right, left))
    .map((folder) => path.join(plugins, folder));
}

function compareVersions(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
