import { realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isAssetOrArchive, type PropertyMap, someValue } from "../../../pulumi/index.ts";
import { type ProjectSettings, stackFilePath } from "../stack/index.ts";
import { OutsideRefused } from "./errors.ts";

/**
 * Refuses assets and archives of other files than those of the program's own commit, and of addresses: the engine reads them, and a
 * hash tells whether a file has a certain content.
 *
 * @param folder that paths are relative to. @param within the commit's files.
 * @throws {OutsideRefused}
 */
export function refuseForeignFiles(properties: PropertyMap, folder: string, within: string): void {
  someValue(properties, (value) => {
    if (isAssetOrArchive(value)) refuseForeign(value, folder, within);
    return false;
  });
}

/**
 * Refuses settings of the project that name files of this machine: the engine reads them with its user's rights, and what is wrong with
 * them is told.
 *
 * @throws {OutsideRefused}
 */
export function refuseForeignSettings(project: ProjectSettings, stack: string, within: string): void {
  const { folder, file, main, runtime, stackConfigDir } = project;
  const { tsconfig } = runtime.options;
  const program = path.resolve(folder, main ?? ".");
  for (const each of [
    file,
    folder,
    program,
    path.join(path.dirname(program), "tsconfig.json"),
    path.join(program, "tsconfig.json"),
    stackConfigDir,
    stackFilePath(project, stack),
    ...(typeof tsconfig === "string" ? [path.resolve(folder, tsconfig)] : []),
  ]) {
    // Whether a file of this machine is there is not told either.
    if (!isWithin(each, path.resolve(within))) throw new OutsideRefused({ what: `the file ${each}` });
    refuseOther(each, within);
  }
}

function refuseForeign(asset: PropertyMap, folder: string, within: string): void {
  const { path: place, uri, assets } = asset;
  if (typeof uri === "string" && uri !== "") {
    if (!uri.startsWith("file:")) throw new OutsideRefused({ what: `what is at the address ${uri}` });
    refuseOther(fileURLToPath(uri), within);
  }
  if (typeof place === "string" && place !== "") refuseOther(path.resolve(folder, place), within);
  for (const inner of Object.values((assets ?? {}) as PropertyMap))
    if (isAssetOrArchive(inner)) refuseForeign(inner, folder, within);
}

function refuseOther(file: string, within: string): void {
  // Links of the commit lead out of it as well. A file that is not there is reported by who reads it.
  const real = realPath(file);
  if (real !== undefined && !isWithin(real, realPath(within) ?? within))
    throw new OutsideRefused({ what: `the file ${file}` });
}

function isWithin(file: string, folder: string): boolean {
  return `${file}/`.startsWith(`${folder}/`);
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
