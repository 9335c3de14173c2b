import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";

const manifest = z.looseObject({
  version: z.string(),
  pulumi: z.looseObject({ version: z.string().optional() }).optional(),
});

/**
 * Versions of the SDK and of the plugins that the installed packages of Pulumi ask for, by the packages' names, with that of Node.
 * A lockfile says what is to be installed, and this what is.
 */
export async function installedVersions(packages: string): Promise<Readonly<Record<string, string>>> {
  const scope = path.join(packages, "@pulumi");
  const names = await readdir(scope).catch(() => []);
  const found = await Promise.all(names.map(async (name) => [name, await versionIn(path.join(scope, name))] as const));
  return Object.fromEntries([["node", process.versions.node], ...found.filter(([, version]) => version !== "")]);
}

/** Empty for a folder that holds no package. */
async function versionIn(folder: string): Promise<string> {
  try {
    const { version, pulumi } = manifest.parse(JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")));
    return pulumi?.version ?? version;
  } catch {
    return "";
  }
}
