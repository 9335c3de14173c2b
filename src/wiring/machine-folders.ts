import { existsSync, realpathSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { type MachineFolder, projectRoot } from "../lib/index.ts";

/** The folders of this machine that messages may name. @param inside a folder of the checkout */
export function machineFolders(inside: string): readonly MachineFolder[] {
  const checkout = checkoutAround(path.resolve(inside));
  const folders: readonly MachineFolder[] = [
    { path: checkout, below: "", itself: "the checkout" },
    { path: projectRoot(), below: "groundwork/", itself: "the package of Groundwork" },
    { path: homedir(), below: "~/", itself: "~" },
    { path: tmpdir(), below: "<temporary folder>/", itself: "<temporary folder>" },
  ];
  return folders.flatMap((folder) => [folder, { ...folder, path: realPath(folder.path) }]);
}

function checkoutAround(inside: string): string {
  for (let folder = inside; folder !== path.dirname(folder); folder = path.dirname(folder))
    if (existsSync(path.join(folder, ".git"))) return folder;
  return inside;
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
