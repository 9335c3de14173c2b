import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import type { ImportedModules } from "./held-program.ts";
import type { Launch } from "./launch.ts";

/** What a program imports of installed resource packages, and the sources that say so. */
export interface ProgramImports {
  readonly modules: ImportedModules;
  readonly sources: readonly string[];
}

/**
 * Reads a program's imports from its sources, without running it.
 *
 * @returns `undefined` for a program that cannot be read: whoever runs it learns why.
 */
export async function readProgramImports({
  entry,
  folder,
}: Pick<Launch, "entry" | "folder">): Promise<ProgramImports | undefined> {
  const modules = new Set<string>();
  try {
    const { build } = await import("esbuild");
    const { metafile } = await build({ ...settings(entry, folder), plugins: [resourcePackages(modules)] });
    const { inputs = {}, outputs = {} } = metafile ?? {};
    const [start = ""] = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
    return {
      modules: { files: [...modules], esm: isModule(path.resolve(folder, start)) },
      sources: Object.keys(inputs).map((file) => path.resolve(folder, file)),
    };
  } catch {
    return undefined;
  }
}

function settings(entry: string, folder: string): BuildOptions {
  return {
    absWorkingDir: folder,
    entryPoints: [entry === "." ? folder : entry],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    conditions: [],
    // As Node looks for what has no extension.
    resolveExtensions: [".js", ".json", ".ts", ".tsx", ".mjs", ".mts", ".jsx"],
    logLevel: "silent",
    outdir: folder,
  };
}

/** Leaves every package outside and notes the file that is meant of those that define resources. */
function resourcePackages(found: Set<string>): Plugin {
  return {
    name: "resource-packages",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async ({ path: request, kind, pluginData, resolveDir, importer }) => {
        if (kind === "entry-point" || pluginData === resolving) return undefined;
        const isPackage = !request.startsWith("node:") && request !== "@pulumi/pulumi";
        if (!isPackage) return { path: request, external: true };
        const resolved = await build.resolve(request, { kind, importer, resolveDir, pluginData: resolving });
        if (definesResources(resolved.path)) found.add(resolved.path);
        // Paths of the project's own settings look like packages.
        return isInstalled(resolved.path) || resolved.errors.length > 0 ? { path: request, external: true } : undefined;
      });
    },
  };
}

const resolving = Symbol("resolving");
const installed = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

function isInstalled(file: string): boolean {
  return installed.test(file);
}

/** Generated packages say so in their `package.json`; loading them defines classes and does nothing else. */
function definesResources(file: string): boolean {
  const folder = installed.exec(file)?.[0];
  if (folder === undefined) return false;
  const manifest = path.join(folder, "package.json");
  try {
    const { pulumi, type } = JSON.parse(readFileSync(manifest, "utf8")) as {
      readonly pulumi?: { readonly resource?: unknown };
      readonly type?: unknown;
    };
    return pulumi?.resource === true && type !== "module";
  } catch {
    return false;
  }
}

function isModule(source: string): boolean {
  if (/\.m[jt]s$/.test(source)) return true;
  if (/\.c[jt]s$/.test(source)) return false;
  for (let folder = path.dirname(source); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (existsSync(manifest)) return /"type"\s*:\s*"module"/.test(readFileSync(manifest, "utf8"));
    if (folder === path.dirname(folder)) return false;
  }
}

/** File systems take the time from a clock that ticks, and may be that much behind. */
const tickMilliseconds = 20;

/** Whether each file is there and surely as it was at a point in time. */
export function unchangedSince(files: readonly string[], milliseconds: number): boolean {
  return files.every((file) => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found !== undefined && found.ctimeMs < milliseconds - tickMilliseconds;
  });
}
