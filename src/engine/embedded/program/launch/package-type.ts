import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** What says of a package's `.js` and `.ts` files that they are ECMAScript modules. Pulumi reads pnpm's spelling as well. */
const declarations = {
  "package.json": /"type"\s*:\s*"module"/,
  "package.yaml": /^type:\s*["']?module\b/m,
} as const;

/** Every file that may say what kind of package a folder belongs to, whether it is there or not. */
export function manifestsAbove(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  const here = Object.keys(declarations).map((name) => path.join(folder, name));
  return parent === folder ? here : [...here, ...manifestsAbove(parent)];
}

/** Whether the package that a folder belongs to is one of ECMAScript modules: its nearest manifest says so. */
export function isModulePackage(folder: string): boolean {
  for (const [name, module] of Object.entries(declarations)) {
    const manifest = path.join(folder, name);
    if (existsSync(manifest)) return module.test(readFileSync(manifest, "utf8"));
  }
  const parent = path.dirname(folder);
  return parent !== folder && isModulePackage(parent);
}
