import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import semver from "semver";
import type { ProviderRequest } from "../../../provider-source.ts";
import { ProviderNotFound } from "./errors.ts";
import { type InstalledPlugin, installedPlugins } from "./installed-plugins.ts";
import { parseVersion } from "./versions.ts";

/** Where provider executables are looked for, in this order. */
export interface PluginFolders {
  /** Named in `Pulumi.yaml` under `plugins: providers:`. */
  readonly projectPlugins?: readonly ProjectPlugin[];
  /** Folders of `PATH`, in its order; empty when what is on it is to be ignored. */
  readonly searchPath: readonly string[];
  /** Pulumi's home, `~/.pulumi`, where `pulumi plugin install` puts them. */
  readonly pulumiHome?: string;
  /** A newer installed version serves as well as the one that was asked for. */
  readonly acceptsNewer?: boolean;
}

/** A provider that a project brings along. */
export interface ProjectPlugin {
  readonly name: string;
  readonly version?: string;
  /** Absolute path of its folder. */
  readonly folder: string;
}

/** What is to be started: an executable, or a folder with a `PulumiPlugin.yaml` that says how. */
export interface FoundPlugin {
  readonly folder: string;
  readonly executable?: string;
  /** It was found on `PATH`, where the version is not part of the name. */
  readonly ambient: boolean;
}

/**
 * The plugin of a package by the Pulumi CLI's rules: the project's own, else the first executable on the search path, else the
 * installed one of exactly the wanted version, or the newest one when no version is wanted.
 *
 * @throws {ProviderNotFound}
 */
export async function findPlugin(request: ProviderRequest, folders: PluginFolders): Promise<FoundPlugin> {
  const executable = `pulumi-resource-${request.package}`;
  const own = projectPluginFor(request, folders.projectPlugins ?? []);
  if (own) {
    const found = await pluginIn(own.folder, executable);
    if (found) return found;
    throw notFound(request, [own.folder], []);
  }
  for (const folder of folders.searchPath) {
    const file = path.join(folder, executable);
    if (await isExecutable(file)) return { folder, executable: file, ambient: true };
  }
  const plugins = folders.pulumiHome === undefined ? undefined : path.join(folders.pulumiHome, "plugins");
  const installed = plugins === undefined ? [] : await installedPlugins(plugins, request.package);
  const chosen = choose(installed, request.version, folders.acceptsNewer === true);
  const found = chosen && (await pluginIn(chosen.folder, executable));
  if (found) return found;
  throw notFound(request, [...folders.searchPath, ...(plugins === undefined ? [] : [plugins])], installed);
}

function projectPluginFor(request: ProviderRequest, plugins: readonly ProjectPlugin[]): ProjectPlugin | undefined {
  const wanted = parseVersion(request.version);
  return plugins.find(({ name, version }) => {
    const own = parseVersion(version);
    return name === request.package && (!own || !wanted || semver.eq(own, wanted));
  });
}

function choose(
  installed: readonly InstalledPlugin[],
  wantedText: string | undefined,
  acceptsNewer: boolean,
): InstalledPlugin | undefined {
  const wanted = parseVersion(wantedText);
  const ascending = installed.toSorted((left, right) => semver.compareBuild(left.version, right.version));
  if (wanted && !acceptsNewer) return ascending.findLast(({ version }) => semver.eq(version, wanted));
  const good = wanted ? ascending.filter(({ version }) => semver.gte(version, wanted)) : ascending;
  return good.findLast(({ version }) => version.prerelease.length === 0) ?? good.at(-1);
}

async function pluginIn(folder: string, executable: string): Promise<FoundPlugin | undefined> {
  const file = path.join(folder, executable);
  if (await isExecutable(file)) return { folder, executable: file, ambient: false };
  return (await isFile(path.join(folder, "PulumiPlugin.yaml"))) ? { folder, ambient: false } : undefined;
}

function notFound(
  request: ProviderRequest,
  lookedIn: readonly string[],
  installed: readonly InstalledPlugin[],
): ProviderNotFound {
  return new ProviderNotFound({
    package: request.package,
    ...(request.version !== undefined && { version: request.version }),
    ...(request.pluginDownloadUrl !== undefined && { server: request.pluginDownloadUrl }),
    lookedIn,
    otherVersions: installed.map(({ version }) => version.version),
  });
}

async function isExecutable(file: string): Promise<boolean> {
  const may = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  return may && (await isFile(file));
}

async function isFile(file: string): Promise<boolean> {
  return await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
