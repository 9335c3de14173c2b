import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The files of `dist/` that are built from an entry of their own. */
export type BuiltFile = EntryPointName | "preload" | "typescript" | "watchdog";

/** The processes that this package can be started as. Each is one built file. */
export type EntryPointName = "main" | "agent" | "local";

/** Under which npm installs this package. */
const packageName = "@groundwork-iac/groundwork";

/** How to start one of this package's own processes: `spawn(command, args)`. */
export interface EntryPoint {
  readonly command: string;
  readonly args: readonly string[];
}

/** Folder of this package, whether the running code is the built one or its source. */
export function projectRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!isOwnPackage(folder)) {
    const parent = path.dirname(folder);
    if (parent === folder)
      throw new Error(`No package.json of ${packageName} above ${fileURLToPath(import.meta.url)}.`);
    folder = parent;
  }
  return folder;
}

/** Always the built file: a child process that starts in 50 ms rather than 500, and the same one in tests and in use. */
export function entryPoint(name: EntryPointName): EntryPoint {
  return { command: process.execPath, args: [builtFile(name)] };
}

export function builtFile(name: BuiltFile): string {
  return path.join(projectRoot(), "dist", `${name}.js`);
}

function isOwnPackage(folder: string): boolean {
  const manifest = path.join(folder, "package.json");
  return existsSync(manifest) && (JSON.parse(readFileSync(manifest, "utf8")) as { name?: string }).name === packageName;
}
