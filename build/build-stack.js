// Builds `dist/stack/`, which the programs of other projects import: files of CommonJS, because Node loads it in a
// fraction of the time that its hooks for ECMAScript modules take, and a program of either kind can import it.
import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = path.join(root, "dist", "stack");

// Packages of hundreds of small files, of which few are needed.
const bundledPackages = ["yaml", "zod"];

/**
 * Bundles what a source loads with a `require` of its own, to be evaluated when it is asked for.
 *
 * @type {import("esbuild").Plugin}
 */
const ownRequires = {
  name: "own-requires",
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/]stacks[\\/].*\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      return { contents: source.replace(/\bconst require = createRequire\(import\.meta\.url\);/g, ""), loader: "ts" };
    });
  },
};

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
/** @type {{ dependencies: Record<string, string> }} */
const { dependencies } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
await build({
  absWorkingDir: root,
  entryPoints: {
    index: "stacks/package-exports.ts",
    organization: "stacks/organization-exports.ts",
    resources: "stacks/resources-exports.ts",
    test: "src/tested/index.ts",
  },
  outdir: folder,
  plugins: [ownRequires],
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  external: Object.keys(dependencies).filter((name) => !bundledPackages.includes(name)),
  define: { "import.meta.url": "importMetaUrl" },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  logLevel: "error",
});
await writeFile(path.join(folder, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
// The components read the manifests beside their own folder.
await cp(path.join(root, "stacks", "manifests"), path.join(root, "dist", "manifests"), { recursive: true });
const compiler = path.join(
  path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin",
  "tsc",
);
execFileSync(process.execPath, [compiler, "-p", path.join(root, "build", "tsconfig.stack.json")], { stdio: "inherit" });
