import { posix } from "node:path";
import type { BuildFailure, Loader, Metafile, Plugin } from "esbuild";
import type { CommitTree } from "../../git/index.ts";
import { messageOf, withFreeRequire } from "../../lib/index.ts";
import { ProgramUnreadable } from "../errors.ts";
import type { ProgramReader } from "../program.ts";
import { readsOutside } from "./reads-outside.ts";

/**
 * Follows imports with esbuild's parser over the files of a commit.
 *
 * Imports of types alone vanish when the program runs and do not count. Files that a source names with
 * `new URL("…", import.meta.url)` count like imports, since that is how a module reads a file beside it.
 */
export const esbuildProgramReader: ProgramReader = {
  async filesOf(tree, entry) {
    const found: Found = { unresolved: [], readingOutside: [], assets: new Map() };
    try {
      const { default: esbuild } = await import("esbuild");
      const { metafile, warnings } = await esbuild.build({
        entryPoints: [`./${posix.normalize(entry)}`],
        bundle: true,
        // Imports that the plugin does not resolve are packages or Node's modules, and are not followed.
        external: ["*"],
        write: false,
        metafile: true,
        format: "esm",
        platform: "node",
        logLevel: "silent",
        logOverride: { "unsupported-dynamic-import": "warning", "unsupported-require-call": "warning" },
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
        plugins: [commitFiles(tree, found)],
      });
      for (const { location, text } of warnings)
        if (/import|require/.test(text)) found.unresolved.push(`${location?.file ?? entry}:${location?.line ?? 0}`);
      return {
        files: pathsFrom(entry, metafile, found.assets),
        packages: packagesOf(metafile),
        unresolved: found.unresolved,
        readingOutside: found.readingOutside,
      };
    } catch (thrown) {
      throw new ProgramUnreadable({ commit: tree.commit, entry, problem: problemOf(thrown) }, { cause: thrown });
    }
  },
};

interface Found {
  readonly unresolved: string[];
  readonly readingOutside: string[];
  /** Source file -> files and folders that it names by URL. */
  readonly assets: Map<string, readonly string[]>;
}

const namespace = "commit";

/**
 * Resolves and loads relative imports from the commit. A plugin call for every other import costs more than parsing it.
 */
function commitFiles(tree: CommitTree, found: Found): Plugin {
  return {
    name: "commit-files",
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}(\/|$)/ }, async ({ path, importer, kind }) => {
        if (kind === "entry-point") return { path: posix.normalize(path), namespace };
        const target = posix.join(posix.dirname(importer), path);
        const file = await firstExisting(tree, target);
        return file === undefined
          ? { errors: [{ text: `${importer} imports ${path}, which is not in the commit` }] }
          : { path: file, namespace };
      });
      build.onLoad({ filter: /.*/, namespace }, async ({ path }) => {
        const bytes = await tree.read(path);
        if (!bytes) return { errors: [{ text: `${path} is not in the commit` }] };
        const contents = Buffer.from(bytes).toString("utf8");
        found.assets.set(path, assetsNamedIn(contents, path));
        const source = withFreeRequire(contents);
        if (readsOutside(source)) found.readingOutside.push(path);
        return { contents: source, loader: loaderOf(path) };
      });
    },
  };
}

const sourceExtensions = [".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".cjs", ".json"];

async function firstExisting(tree: CommitTree, target: string): Promise<string | undefined> {
  const asTypeScript = target.replace(/\.([mc]?)js$/, ".$1ts");
  const candidates = [
    target,
    asTypeScript,
    ...sourceExtensions.map((extension) => target + extension),
    ...sourceExtensions.map((extension) => `${target}/index${extension}`),
  ];
  for (const candidate of candidates) if (await isFile(tree, candidate)) return candidate;
  return undefined;
}

async function isFile(tree: CommitTree, path: string): Promise<boolean> {
  const folder = posix.dirname(path);
  const entries = await tree.list(folder === "." ? "" : folder);
  return entries.some(({ name, kind }) => name === posix.basename(path) && (kind === "file" || kind === "executable"));
}

const loaders: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
  ".json": "json",
};

function loaderOf(path: string): Loader {
  return loaders[posix.extname(path)] ?? "empty";
}

function assetsNamedIn(source: string, file: string): readonly string[] {
  const named = source.matchAll(/new\s+URL\(\s*["'`]([^"'`$]+)["'`]\s*,\s*import\.meta\.url/g);
  return [...named].map(([, path = ""]) => posix.join(posix.dirname(file), path).replace(/\/$/, ""));
}

/** Shortest way from the entry to every file, breadth first. */
function pathsFrom(
  entry: string,
  { inputs }: Metafile,
  assets: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const plain = (name: string) => name.replace(`${namespace}:`, "");
  const importsOf = new Map(
    Object.entries(inputs).map(([name, { imports }]) => [
      plain(name),
      imports.filter(({ external }) => !external).map(({ path }) => plain(path)),
    ]),
  );
  const paths = new Map<string, readonly string[]>([[entry, [entry]]]);
  for (const [file, way] of paths)
    for (const next of [...(importsOf.get(file) ?? []), ...(assets.get(file) ?? [])])
      if (!paths.has(next)) paths.set(next, [...way, next]);
  return paths;
}

function packagesOf({ inputs }: Metafile): ReadonlySet<string> {
  const outside = Object.values(inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  return new Set(
    outside
      .map(({ path }) => path)
      .filter((path) => !path.startsWith("node:"))
      .map(packageName),
  );
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function problemOf(thrown: unknown): string {
  const [first] = (thrown as Partial<BuildFailure>).errors ?? [];
  if (!first) return messageOf(thrown);
  const place = first.location ? ` (${first.location.file.replace(`${namespace}:`, "")}:${first.location.line})` : "";
  return first.text + place;
}
