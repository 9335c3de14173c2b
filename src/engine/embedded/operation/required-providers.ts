import { readFile } from "node:fs/promises";
import path from "node:path";

import { isObject } from "../../../lib/index.ts";
import { isProviderType, packageOfProviderType } from "../../../pulumi/index.ts";
import type { ProviderRequest, ProviderSource } from "../../provider-source.ts";
import { programFolder } from "../program/index.ts";
import { internalKey } from "../providers/index.ts";
import type { ProjectSettings, Snapshot } from "../stack/index.ts";

/**
 * Looks whether every provider that an operation is sure to need can be started, before anything is done.
 *
 * @param of the project whose program is to run, or the state when none does.
 * @throws {GroundworkError} of the source for the first one that it does not have.
 */
export async function verifyRequiredProviders(source: ProviderSource, of: ProjectSettings | Snapshot): Promise<void> {
  const requests = "resources" in of ? providersOfState(of) : await providersOfProgram(programFolder(of));
  for (const request of requests) await source.verify?.(request);
}

/** Providers that the state's resources were made with. */
function providersOfState({ resources }: Snapshot): readonly ProviderRequest[] {
  return resources.flatMap(({ type, inputs, delete: deleted }) => {
    const name = packageOfProviderType(type);
    if (!isProviderType(type) || name === "pulumi" || deleted) return [];
    const internals = isObject(inputs[internalKey]) ? inputs[internalKey] : {};
    return [requestFor(name, inputs["version"], internals["pluginDownloadURL"])];
  });
}

/**
 * Providers whose SDK the program's `package.json` lists among its dependencies. As for the Pulumi CLI, they have to be there
 * whether or not the program comes to use them.
 */
async function providersOfProgram(folder: string): Promise<readonly ProviderRequest[]> {
  const manifest = await nearest(folder, "package.json");
  const names = Object.keys(isObject(manifest?.["dependencies"]) ? manifest["dependencies"] : {});
  const found = await Promise.all(names.map(async (name) => await providerOfPackage(folder, name)));
  return found.filter((request) => request !== undefined);
}

async function providerOfPackage(folder: string, name: string): Promise<ProviderRequest | undefined> {
  const manifest = await nearest(folder, path.join("node_modules", name, "package.json"));
  const pulumi = manifest?.["pulumi"];
  if (!isObject(pulumi) || pulumi["resource"] !== true || pulumi["parameterization"] !== undefined) return undefined;
  const plugin = typeof pulumi["name"] === "string" ? pulumi["name"] : name.replace(/^@[^/]*\//u, "");
  return requestFor(plugin, pulumi["version"] ?? manifest?.["version"], pulumi["server"]);
}

function requestFor(name: string, version: unknown, url: unknown): ProviderRequest {
  return {
    package: name,
    ...(typeof version === "string" && version !== "" && { version: version.replace(/^v/u, "") }),
    ...(typeof url === "string" && url !== "" && { pluginDownloadUrl: url }),
  };
}

/** The JSON file `name` in `folder` or the nearest folder above that has it. */
async function nearest(folder: string, name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const text = await readFile(path.join(at, name), "utf8").catch(() => undefined);
    if (text !== undefined) return objectIn(text);
    if (path.dirname(at) === at) return undefined;
  }
}

/** A manifest that is not JSON is ignored here: loading the package reports it. */
function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
