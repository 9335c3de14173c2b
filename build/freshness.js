// Builds `dist/` from `src/` when any source is newer. Plain JavaScript: it runs before anything is built.
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";

const entries = {
  main: "src/main.ts",
  agent: "src/agent/main.ts",
  local: "src/local/process/main.ts",
  preload: "src/engine/embedded/program/sdk-patches/preload.ts",
  typescript: "src/engine/embedded/program/typescript/typescript.ts",
  watchdog: "src/engine/embedded/providers/plugins/watchdog-process.ts",
};

// What ends up in `dist/`: code, and the data files that code imports.
const sourceFolders = ["src", "data"];

// Packages of many files of which few are needed, and small ones that nearly every command loads: finding and opening their
// files takes several times as long as running them.
const bundledPackages = [
  "cli-truncate",
  "commander",
  "fastest-levenshtein",
  "get-tsconfig",
  "isomorphic-git",
  "p-limit",
  "semver",
  "string-width",
  "yaml",
  "zod",
];

// What is bundled may be CommonJS, which asks for Node's own modules with `require`.
const requireForCommonJs =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/** @param {string} root folder of the package */
export async function ensureFresh(root) {
  const built = path.join(root, "dist", "main.js");
  if (existsSync(built) && newestSource(root) <= statSync(built).mtimeMs) return;
  await build(root);
}

/**
 * Writes `dist/`: one file per entry and hash-named chunks that they share.
 *
 * Chunks go first and entries are renamed into place last, so two builds at once, or a process that starts during one, see
 * a whole build.
 *
 * @param {string} root folder of the package
 */
export async function build(root) {
  const startedAt = new Date();
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries)
      .filter(([, file]) => existsSync(path.join(root, file)))
      .map(([out, file]) => ({ in: file, out })),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [await packagesOutside(root)],
    banner: { js: requireForCommonJs },
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    write: false,
    logLevel: "error",
  });
  const isEntry = (/** @type {{ path: string }} */ file) => path.dirname(file.path) === path.join(root, "dist");
  for (const file of [...outputFiles.filter((file) => !isEntry(file)), ...outputFiles.filter(isEntry)]) {
    await mkdir(path.dirname(file.path), { recursive: true });
    const temporary = `${file.path}.${process.pid}.tmp`;
    await writeFile(temporary, file.contents);
    await rename(temporary, file.path);
  }
  return { files: outputFiles.length, milliseconds: Date.now() - startedAt.getTime() };
}

/**
 * Leaves packages outside of the bundle.
 *
 * CommonJS packages are loaded with `require` even when a source imports them: for an `import`, Node parses each of
 * their files beforehand to learn its export names, which takes longer than running them. A late `import()` of such a
 * package resolves to an object whose only member is `default`, as Node's own does.
 *
 * @param {string} root @returns {Promise<import("esbuild").Plugin>}
 */
async function packagesOutside(root) {
  /** @type {{ dependencies: Record<string, string>, peerDependencies: Record<string, string> }} */
  const { dependencies, peerDependencies } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  // Optional peers are loaded late, from where a project has installed them.
  const outside = Object.keys({ ...dependencies, ...peerDependencies }).filter(
    (name) => !bundledPackages.includes(name),
  );
  const modules = new Set();
  for (const name of outside) if (await isModule(path.join(root, "node_modules", name))) modules.add(name);
  return {
    name: "packages-outside",
    setup(builder) {
      builder.onResolve({ filter: /^[@a-z]/ }, ({ path: specifier, kind, importer }) => {
        // Bundled packages bring their own versions of their dependencies.
        if (importer.includes("/node_modules/")) return undefined;
        const name = outside.find((each) => specifier === each || specifier.startsWith(`${each}/`));
        if (name === undefined) return undefined;
        const isImport = kind === "import-statement" || kind === "dynamic-import";
        const isRequired = isImport && !modules.has(name);
        return isRequired ? { path: specifier, namespace: "required" } : { path: specifier, external: true };
      });
      builder.onLoad({ filter: /.*/, namespace: "required" }, ({ path: specifier }) => ({
        contents: `module.exports = require(${JSON.stringify(specifier)});`,
      }));
    },
  };
}

/** @param {string} folder of a package */
async function isModule(folder) {
  /** @type {{ type?: string }} */
  const { type } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  return type === "module";
}

/** @param {string} root */
function newestSource(root) {
  let newest = statSync(path.join(root, "package.json")).mtimeMs;
  for (const folder of sourceFolders) {
    for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) newest = Math.max(newest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return newest;
}
