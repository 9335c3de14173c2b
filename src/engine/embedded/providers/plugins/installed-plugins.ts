import { access, readdir } from "node:fs/promises";
import path from "node:path";
import type { SemVer } from "semver";
import { parseVersion } from "./versions.ts";

/** A plugin in the plugins folder of Pulumi's home. */
export interface InstalledPlugin {
  readonly folder: string;
  readonly version: SemVer;
}

const folderName = /^resource-(?<name>[a-zA-Z0-9-][a-zA-Z0-9-_.]*[a-zA-Z0-9])-v(?<version>.*)$/u;

/** How older versions of Pulumi called the folder of a plugin that is being unpacked. */
const beingUnpacked = /\.tmp\d+$/u;

/** The installed resource plugins of a package. One whose installation has not finished is not there yet. */
export async function installedPlugins(plugins: string, packageName: string): Promise<readonly InstalledPlugin[]> {
  const entries = await readdir(plugins, { withFileTypes: true }).catch(() => []);
  const candidates = entries.flatMap((entry) => {
    const { name, version } = folderName.exec(entry.name)?.groups ?? {};
    const parsed = parseVersion(version);
    if (!entry.isDirectory() || beingUnpacked.test(entry.name) || name !== packageName || !parsed) return [];
    return [{ folder: path.join(plugins, entry.name), version: parsed }];
  });
  const complete = await Promise.all(candidates.map(async ({ folder }) => !(await exists(`${folder}.partial`))));
  return candidates.filter((_, index) => complete[index]);
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
