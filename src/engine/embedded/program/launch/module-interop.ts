import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseTsconfig } from "get-tsconfig";
import semver from "semver";

/** Kinds of modules for which TypeScript wraps what it imports of CommonJS unless it is told not to. */
const wrapping: ReadonlySet<string> = new Set(["node16", "node18", "node20", "nodenext", "preserve"]);

/**
 * Whether imports of CommonJS modules are wrapped (`esModuleInterop`), as for the compiler that the Pulumi CLI would run.
 *
 * The SDK takes the project's TypeScript, or 3.8 of its own, and sets `module` where the project's own file names none.
 *
 * @param ownConfig the project's `tsconfig.json`, where it has one.
 */
export function wrapsCommonJs(folder: string, ownConfig: string | undefined): boolean {
  const options = ownConfig === undefined ? {} : (parseTsconfig(ownConfig).compilerOptions ?? {});
  if (typeof options.esModuleInterop === "boolean") return options.esModuleInterop;
  const version = typescriptOf(folder);
  const namesModule = ownConfig !== undefined && /"module"\s*:/u.test(readFileSync(ownConfig, "utf8"));
  const module = namesModule ? String(options.module) : semver.gte(version, "4.7.0") ? "nodenext" : "commonjs";
  return wrapping.has(module.toLowerCase()) || semver.gte(version, "6.0.0");
}

function typescriptOf(folder: string): string {
  try {
    const manifest = createRequire(path.join(folder, "package.json")).resolve("typescript/package.json");
    return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
  } catch {
    return "3.8.3";
  }
}
