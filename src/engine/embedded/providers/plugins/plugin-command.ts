import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { parse } from "yaml";
import { messageOf, projectRoot } from "../../../../lib/index.ts";
import { UnsupportedFeature } from "../../errors.ts";
import { PluginManifestInvalid, ProviderNotFound } from "./errors.ts";
import type { FoundPlugin } from "./find-plugin.ts";

/** What to run for a plugin. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** Package of the providers that a Node program writes itself (`pulumi.dynamic`). */
export const dynamicPackage = "pulumi-nodejs";

/**
 * An executable as it is; a plugin in source with the launcher that the SDK has for plugins.
 *
 * @throws {UnsupportedFeature} for one that runs on something else than Node, {@link PluginManifestInvalid}.
 */
export async function commandOf({ executable, folder }: FoundPlugin): Promise<Command> {
  if (executable !== undefined) return { command: executable, args: [] };
  const file = path.join(folder, "PulumiPlugin.yaml");
  const runtime = await runtimeIn(file);
  if (runtime !== "nodejs")
    throw new UnsupportedFeature({ feature: `provider plugins of the runtime ${runtime} (${file})` });
  const launcher = resolveFrom([folder, projectRoot()], "@pulumi/pulumi/cmd/run-plugin");
  if (launcher === undefined)
    throw new PluginManifestInvalid({ file, problem: "@pulumi/pulumi is not installed beside it" });
  return { command: process.execPath, args: [launcher, folder] };
}

/** The provider that runs what a program serialized, of the program's own SDK. @throws {ProviderNotFound} */
export function dynamicProviderFor(programFolder: string): Command {
  const launcher = resolveFrom([programFolder, projectRoot()], "@pulumi/pulumi/cmd/dynamic-provider");
  if (launcher === undefined)
    throw new ProviderNotFound({ package: dynamicPackage, lookedIn: [path.join(programFolder, "node_modules")] });
  return { command: process.execPath, args: [launcher] };
}

async function runtimeIn(file: string): Promise<string> {
  let manifest: unknown;
  try {
    manifest = parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new PluginManifestInvalid({ file, problem: messageOf(error) });
  }
  const { runtime } = (manifest ?? {}) as { readonly runtime?: string | { readonly name?: string } };
  const name = typeof runtime === "string" ? runtime : runtime?.name;
  if (typeof name !== "string" || name === "")
    throw new PluginManifestInvalid({ file, problem: "it names no runtime" });
  return name;
}

function resolveFrom(folders: readonly string[], module: string): string | undefined {
  for (const folder of folders) {
    try {
      return createRequire(path.join(folder, "package.json")).resolve(module);
    } catch {
      continue;
    }
  }
  return undefined;
}
