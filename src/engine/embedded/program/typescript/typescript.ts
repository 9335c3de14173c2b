/**
 * Loaded first into the process of a program in TypeScript; an entry of its own, built to `dist/typescript.js`.
 *
 * Has Node load TypeScript from the first file of it on, since tsx reads every file that is loaded twice, the SDK's too. As
 * CommonJS; and as ECMAScript modules where the program is one, or as soon as a file is loaded that could import one: the
 * hooks for those run in a thread that takes as long to start as the SDK takes to load.
 */
import Module, { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isOfSdk } from "../sdk-patches/sdk-files.ts";
import { importCommonJs } from "./commonjs-imports.ts";
import { type LateLoader, typescriptExtensions } from "./late-loader.ts";
import { readTypescriptEntry } from "./typescript-entry.ts";

type Compile = (this: unknown, content: string, ...rest: readonly unknown[]) => unknown;

const dynamicImport = /(?<![.\w$])import\s*\(/;

const require = createRequire(import.meta.url);
const { settings, esm, interop } = readTypescriptEntry(import.meta.url);

if (esm) {
  setSettings();
  await import(pathToFileURL(require.resolve("tsx")).href);
  unsetSettings();
} else {
  const later: LateLoader = Object.assign(loadFirst, { begin });
  for (const extension of typescriptExtensions) require.extensions[extension] = later;
}

/** tsx reads the variable while it is loaded. */
function setSettings(): void {
  process.env["TSX_TSCONFIG_PATH"] = settings;
}

/** Processes that the program starts must not inherit the variable. */
function unsetSettings(): void {
  delete process.env["TSX_TSCONFIG_PATH"];
}

function loadFirst(module: NodeJS.Module, file: string): void {
  begin();
  require.extensions[path.extname(file)]?.(module, file);
}

function begin(): void {
  for (const extension of typescriptExtensions) delete require.extensions[extension];
  setSettings();
  require("tsx/cjs");
  unsetSettings();
  importCommonJs(interop ? "wrapped" : "plain");
  hookModulesWhenAsked();
}

function hookModulesWhenAsked(): void {
  const { prototype } = Module as unknown as { readonly prototype: { _compile: Compile } };
  const compile = prototype._compile;
  prototype._compile = function compileAfterHooks(content, ...rest) {
    // The SDK's own `import()` loads programs that are ECMAScript modules, which this program is not.
    if (dynamicImport.test(content) && !isOfSdk(String(rest[0]))) {
      prototype._compile = compile;
      Module.register(import.meta.resolve("tsx/esm"), { data: { tsconfig: settings } });
    }
    return compile.call(this, content, ...rest);
  };
}
