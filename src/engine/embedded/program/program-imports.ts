import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire, isBuiltin } from "node:module";
import path from "node:path";
import type { BuildOptions, Metafile, Plugin } from "esbuild";
import { withFreeRequire } from "../../../lib/index.ts";
import type { Launch } from "./launch/launch.ts";
import { isModulePackage } from "./launch/package-type.ts";
import type { ImportedModules } from "./process/held-program.ts";

/** The resource packages that a program imports, and the sources that were read for it. */
export interface ProgramImports {
  readonly modules: ImportedModules;
  readonly sources: readonly string[];
}

/**
 * Reads a program's imports from its sources, without running it.
 *
 * @returns `undefined` for a program that cannot be read: running it reports why.
 */
export async function readProgramImports({
  entry,
  folder,
}: Pick<Launch, "entry" | "folder">): Promise<ProgramImports | undefined> {
  try {
    const { default: esbuild } = await import("esbuild");
    const { metafile } = await esbuild.build(settings(entry, folder));
    const [start = ""] = Object.values(metafile.outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
    const isEsm = isModule(path.resolve(folder, start));
    const files = importsOf(start, metafile).flatMap(({ source, request }) =>
      fileOf(request, path.resolve(folder, source)),
    );
    return {
      modules: {
        files: [...new Set(files)],
        esm: isEsm && !requiresSources(start, metafile),
        repeatable: isEvaluatedAgain(start, isEsm, metafile),
      },
      sources: Object.keys(metafile.inputs).map((file) => path.resolve(folder, file)),
    };
  } catch {
    return undefined;
  }
}

function settings(entry: string, folder: string) {
  return {
    absWorkingDir: folder,
    entryPoints: [entry === "." ? folder : entry],
    bundle: true,
    packages: "external",
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    // Node's order for an import without an extension.
    resolveExtensions: [".js", ".json", ".ts", ".tsx", ".mjs", ".mts", ".jsx"],
    logLevel: "silent",
    outdir: folder,
    plugins: [ownRequires],
  } as const satisfies BuildOptions;
}

/** Follows the sources that a module loads with its own `createRequire`. */
const ownRequires: Plugin = {
  name: "own-requires",
  setup(build) {
    build.onLoad({ filter: /\.(?:m?[jt]s)$/, namespace: "file" }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      if (!source.includes("createRequire(")) return undefined;
      return { contents: withFreeRequire(source), loader: file.endsWith("ts") ? "ts" : "js" };
    });
  },
};

/** Whether a module loads its own sources as CommonJS, and so all that these import. */
function requiresSources(entry: string, { inputs }: Metafile): boolean {
  return inputs[entry]?.imports.some(({ kind, external }) => kind === "require-call" && !external) ?? false;
}

/** The part of tsx that loads TypeScript as CommonJS. It keeps nothing of the files that it has loaded. */
const loaderOfTypescript = "tsx/cjs/api";

/**
 * Whether all of a program but its entry is CommonJS, and so is evaluated again when the entry is.
 *
 * An entry that is an ECMAScript module may import what keeps nothing, and require its sources.
 */
function isEvaluatedAgain(entry: string, isEsm: boolean, { inputs }: Metafile): boolean {
  const keepsNothing = (request: string) => isBuiltin(request) || request === loaderOfTypescript;
  return Object.entries(inputs).every(([source, { imports }]) =>
    imports.every(({ kind, path: request, external }) => {
      const isImport = kind === "dynamic-import" || (isEsm && source === entry && kind === "import-statement");
      return !isImport || (external === true && keepsNothing(request));
    }),
  );
}

/**
 * Each imported package once, with the source that imports it first.
 *
 * An `import()` may never run, so it is left out, as is a `require` in a module that imports the rest; but an entry that calls
 * `import()` starts the program with it.
 */
function importsOf(
  entry: string,
  { inputs }: Metafile,
): readonly { readonly source: string; readonly request: string }[] {
  const sources = new Set([entry]);
  const first = new Map<string, string>();
  for (const source of sources) {
    const { imports = [], format } = inputs[source] ?? {};
    for (const { path: request, external, kind } of imports) {
      const isLate = kind === "dynamic-import" || (kind === "require-call" && external && format === "esm");
      if (isLate && source !== entry) continue;
      if (!external) sources.add(request);
      else if (!first.has(request)) first.set(request, source);
    }
  }
  return [...first].map(([request, source]) => ({ request, source }));
}

/** The file that an import resolves to, where its package defines resources. */
function fileOf(request: string, source: string): readonly string[] {
  if (request.startsWith("node:") || request === "@pulumi/pulumi") return [];
  try {
    const file = createRequire(source).resolve(request);
    return definesResources(file) ? [file] : [];
  } catch {
    return [];
  }
}

const installed = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

/** Generated packages say so in their `package.json`; loading them defines classes and does nothing else. */
function definesResources(file: string): boolean {
  const folder = installed.exec(file)?.[0];
  if (folder === undefined) return false;
  const { pulumi, type } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    readonly pulumi?: { readonly resource?: unknown };
    readonly type?: unknown;
  };
  return pulumi?.resource === true && type !== "module";
}

function isModule(source: string): boolean {
  if (/\.m[jt]s$/.test(source)) return true;
  if (/\.c[jt]s$/.test(source)) return false;
  return isModulePackage(path.dirname(source));
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
