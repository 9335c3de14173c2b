import pLimit from "p-limit";
import type { FileTree } from "../../lib/index.ts";
import { type BuildPlan, buildPlan, isBelow } from "./build-plan.ts";
import { ManifestReader } from "./manifest-sources.ts";
import { SourceRules } from "./source-rules.ts";

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
export interface ManifestRoot extends BuildPlan {
  readonly folder: string;
}

const filesAtOnce = pLimit(16);

/** The folders of one tree. */
export class ManifestFolders {
  readonly #tree: FileTree;
  readonly #reader: ManifestReader;
  readonly #rules: SourceRules;

  constructor(tree: FileTree) {
    this.#tree = tree;
    this.#reader = new ManifestReader(tree);
    this.#rules = new SourceRules(tree);
  }

  async read(folder: string): Promise<ManifestFolder> {
    const sources = await this.#reader.sourcesOf(folder);
    const named = sources.contents.flatMap(({ fromRepositories }) => fromRepositories.map(({ place }) => place));
    const isBuilt = ({ read }: (typeof named)[number]) => read === "tree" || read === "kustomization";
    const files = new Map<string, Uint8Array>();
    let unknown = sources.unknown[0] && `${sources.unknown[0].file} ${sources.unknown[0].problem}`;
    const kept = await this.#rules.kept(sources.files.keys());
    const contents = await filesAtOnce.map(kept, async (path) => ({ path, content: await this.#tree.read(path) }));
    for (const { path, content } of contents) {
      if (content) files.set(path, content);
      else unknown ??= `${path} is a link`;
    }
    const folders = new Set([folder, ...named.filter(isBuilt).map((place) => place.folder)]);
    const roots = [...folders].map((each) => rootOf(each, [...files.keys()]));
    const asFiles = named.filter((place) => !isBuilt(place)).map((place) => place.folder);
    return { files, roots, asFiles, ...(unknown !== undefined && { unknown }) };
  }
}

function rootOf(folder: string, paths: readonly string[]): ManifestRoot {
  return { folder, ...buildPlan(paths.filter((path) => isBelow(path, folder))) };
}
