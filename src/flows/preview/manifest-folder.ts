import { posix } from "node:path";
import type { CommitTree } from "../../git/index.ts";
import {
  kustomizationNames,
  type ManifestReader,
  sourceIgnoreFile,
  sourceRules,
} from "../../kubernetes/manifests/index.ts";
import { textIn } from "../../lib/index.ts";

/** What a sync agent builds an environment's objects from, at one commit. */
export interface ManifestFolder {
  /** Everything that is read, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The environment's own folder first, then those of the `Kustomization` objects of Flux in it. */
  readonly roots: readonly ManifestRoot[];
  /** Charts and files of values that objects of Flux name: paths of files and folders that are read without being built. */
  readonly asFiles: readonly string[];
  /** Why the objects cannot be told from the files. */
  readonly unknown?: string;
}

/** A folder that is built by itself, also where another root holds it. */
export interface ManifestRoot {
  readonly folder: string;
  /** Folders in it that kustomize builds. */
  readonly kustomized: readonly string[];
  /** Manifests in it that are applied as they are written. */
  readonly plain: readonly string[];
}

const manifestFile = /\.(?:ya?ml|json)$/;

export async function manifestFolder(
  folder: string,
  tree: CommitTree,
  reader: ManifestReader,
): Promise<ManifestFolder> {
  const sources = await reader.sourcesOf(folder);
  const rules = sourceRules(undefined, await textIn(tree, sourceIgnoreFile));
  const named = sources.contents.flatMap(({ fromRepositories }) => fromRepositories.map(({ place }) => place));
  const isBuilt = ({ read }: (typeof named)[number]) => read === "tree" || read === "kustomization";
  const files = new Map<string, Uint8Array>();
  let unknown = sources.unknown[0] && `${sources.unknown[0].file} ${sources.unknown[0].problem}`;
  for (const path of sources.files.keys()) {
    if (rules.ignores(path)) continue;
    const content = await tree.read(path);
    if (content) files.set(path, content);
    else unknown ??= `${path} is a link`;
  }
  const folders = new Set([folder, ...named.filter(isBuilt).map((place) => place.folder)]);
  const roots = [...folders].map((each) => rootOf(each, [...files.keys()]));
  const asFiles = named.filter((place) => !isBuilt(place)).map((place) => place.folder);
  return { files, roots, asFiles, ...(unknown !== undefined && { unknown }) };
}

function rootOf(folder: string, paths: readonly string[]): ManifestRoot {
  const below = paths.filter((path) => isBelow(path, folder));
  const kustomized = outermost(below.filter(isKustomization).map(folderOf));
  const plain = below.filter((path) => manifestFile.test(path) && !kustomized.some((each) => isBelow(path, each)));
  return { folder, kustomized, plain };
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
