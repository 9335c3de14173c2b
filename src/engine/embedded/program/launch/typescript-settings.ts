import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { builtFile } from "../../../../lib/index.ts";
import type { ProjectSettings } from "../../stack/index.ts";
import { ProgramNotRunnable } from "../errors.ts";
import { withTypescriptEntry } from "../typescript/typescript-entry.ts";
import { wrapsCommonJs } from "./module-interop.ts";

/** What Pulumi compiles to unless the project's own `tsconfig.json` says something else. */
const defaultTarget = "ES2020";

let ownFolder: string | undefined;
const written = new Map<string, string>();

/**
 * Node arguments that start tsx with the meaning that a project's TypeScript has for Pulumi.
 *
 * Pulumi's SDK applies the `tsconfig.json` of the working directory to every file, ignoring `files` and `include`, and
 * compiles to ES2020 where that file itself names no target. tsx by itself would take the newest target, in which a
 * declared property (`readonly url!: Output<string>`) overwrites what the constructor of the base class has set.
 *
 * @param esm whether the program is an ECMAScript module.
 * @throws {ProgramNotRunnable} when the project names a file that does not exist.
 */
export function typescriptArguments(project: ProjectSettings, folder: string, esm: boolean): readonly string[] {
  const own = ownConfigOf(project, folder);
  const entry = { settings: settingsFile(own), esm, interop: esm || wrapsCommonJs(folder, own) };
  return ["--import", withTypescriptEntry(pathToFileURL(builtFile("typescript")).href, entry)];
}

/** @throws {ProgramNotRunnable} when the project names a file that does not exist. */
export function ownConfigOf({ runtime, file, folder: root }: ProjectSettings, folder: string): string | undefined {
  const named = runtime.options["tsconfig"];
  if (typeof named !== "string") {
    const usual = path.join(folder, "tsconfig.json");
    return existsSync(usual) ? usual : undefined;
  }
  const config = path.resolve(root, named);
  if (existsSync(config)) return config;
  throw new ProgramNotRunnable({
    folder: root,
    problem: `\`tsconfig\` is ${named}, which does not exist`,
    remedy: `Correct it in ${file}, or create that file.`,
  });
}

/** A file for tsx that says of every file what `own` says; the same one for the same content. */
function settingsFile(own: string | undefined): string {
  const namesTarget = own !== undefined && /"target"\s*:/u.test(readFileSync(own, "utf8"));
  const text = JSON.stringify({
    ...(own !== undefined && { extends: own }),
    compilerOptions: namesTarget ? {} : { target: defaultTarget },
    files: [],
    include: [path.join(path.parse(own ?? process.cwd()).root, "**", "*")],
    exclude: [],
  });
  const known = written.get(text);
  if (known !== undefined) return known;
  const file = path.join(folderOfThisProcess(), `tsconfig-${written.size}.json`);
  writeFileSync(file, text);
  written.set(text, file);
  return file;
}

/** Folders with the settings that {@link typescriptArguments} has written. */
export function writtenSettings(): readonly string[] {
  return ownFolder === undefined ? [] : [ownFolder];
}

function folderOfThisProcess(): string {
  if (ownFolder !== undefined) return ownFolder;
  const folder = mkdtempSync(path.join(tmpdir(), "groundwork-typescript-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  ownFolder = folder;
  return folder;
}
