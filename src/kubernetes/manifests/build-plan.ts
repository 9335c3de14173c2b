import { posix } from "node:path";
import { kustomizationNames } from "./kustomization.ts";

/** How the files of a folder become objects. */
export interface BuildPlan {
  /** The outermost folders with a kustomization, which kustomize builds; `""` is the root. */
  readonly kustomized: readonly string[];
  /** Manifests that are applied as they are written: those outside of these folders. */
  readonly plain: readonly string[];
}

/** Outside of a folder with a kustomization Flux reads no JSON. */
const manifestFile = /\.ya?ml$/;

/** As Flux builds a folder without a kustomization of its own. @param paths of all files in it */
export function buildPlan(paths: readonly string[]): BuildPlan {
  const kustomized = outermost(paths.filter(isKustomization).map(folderOf));
  const plain = paths.filter((path) => isManifest(path) && !kustomized.some((each) => isBelow(path, each)));
  return { kustomized, plain };
}

export function isManifest(path: string): boolean {
  return manifestFile.test(path);
}

export function isKustomization(path: string): boolean {
  return kustomizationNames.some((name) => name === posix.basename(path));
}

/** @param folder `""` is the root */
export function isBelow(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === "." ? "" : folder;
}

function outermost(folders: readonly string[]): readonly string[] {
  const all = [...new Set(folders)];
  return all.filter((folder) => !all.some((other) => other !== folder && isBelow(folder, other)));
}
