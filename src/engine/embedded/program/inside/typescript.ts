/**
 * Loaded first into the process of a program in TypeScript; an entry of its own, built to `dist/typescript.js`.
 *
 * Has Node load TypeScript as CommonJS, and as ECMAScript modules where the program is one, or as soon as a file is loaded
 * that could import one: the hooks for those run in a thread that takes as long to start as the SDK takes to load.
 */
import Module, { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readTypescriptEntry } from "../typescript-entry.ts";

type Compile = (this: unknown, content: string, ...rest: readonly unknown[]) => unknown;

const dynamicImport = /(?<![.\w$])import\s*\(/;
/** It has one for programs that are modules, and so not for this one. */
const sdk = /[\\/]@pulumi[\\/]pulumi[\\/]/;

const require = createRequire(import.meta.url);
const { settings, esm } = readTypescriptEntry(import.meta.url);

// tsx reads the variable while it is loaded. What the program starts itself is none of our business.
process.env["TSX_TSCONFIG_PATH"] = settings;
if (esm) await import(pathToFileURL(require.resolve("tsx")).href);
else {
  require("tsx/cjs");
  hookModulesWhenAsked();
}
delete process.env["TSX_TSCONFIG_PATH"];

function hookModulesWhenAsked(): void {
  const { prototype } = Module as unknown as { readonly prototype: { _compile: Compile } };
  const compile = prototype._compile;
  prototype._compile = function compileAfterHooks(content, ...rest) {
    if (dynamicImport.test(content) && !sdk.test(String(rest[0]))) {
      prototype._compile = compile;
      hookModules();
    }
    return compile.call(this, content, ...rest);
  };
}

function hookModules(): void {
  Module.register(import.meta.resolve("tsx/esm"), { data: { tsconfig: settings } });
}
