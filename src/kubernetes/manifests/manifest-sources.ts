import type { FileTree } from "../../lib/index.ts";
import { FluxMemo } from "./flux-memo.ts";
import { LinkedTree } from "./linked-tree.ts";
import type { Place, PlaceContent, RepositoryPlace, UnknownSource } from "./place.ts";
import { readPlace } from "./read-place.ts";
import { ignoreFilesBelow, leftOutByDefault, sourceIgnoreFile } from "./source-rules.ts";

/** Everything that is read when a folder's manifests are built. */
export interface ManifestSources {
  /** Files and links as paths of the tree, each with the way there: the folder, then the folders in between. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** When there are any, more may be read than {@link files} says: it is not to be taken for complete. */
  readonly unknown: readonly UnknownSource[];
  /** Each place that is read by rules of its own, in the order it is reached. */
  readonly contents: readonly PlaceContent[];
}

/**
 * Finds out what building a folder reads: all manifests below it; for each outermost folder with a kustomization what kustomize
 * reads for that, by the rules of its loader (relative to the folder's real place, links followed); and the same for the paths
 * that Flux's objects among the manifests name.
 *
 * More is named rather than less: a file counts that kustomize may refuse to read, or that the sync agent leaves out.
 * What several folders share is read once by one reader.
 */
export class ManifestReader {
  private readonly tree: LinkedTree;
  private readonly places = new Map<string, Promise<PlaceContent>>();
  private allIgnoreFiles: Promise<readonly string[]> | undefined;

  /** @param memo may be shared by the readers of all trees of a repository. */
  constructor(
    tree: FileTree,
    private readonly memo = new FluxMemo(),
  ) {
    this.tree = new LinkedTree(tree);
  }

  /** What building `folder` reads. Empty when there is no such folder. Never throws for what the files say. */
  async sourcesOf(folder: string): Promise<ManifestSources> {
    const steps = folder.split("/").filter((step) => step !== "" && step !== ".");
    const start: Place = { read: "tree", folder: steps.join("/") };
    const closure = new Closure();
    for (const file of await this.ignoreFiles(steps)) closure.add(file, [start.folder]);
    closure.reach(start, []);
    for (const { place, way } of closure.places()) closure.take(await this.content(place), way);
    for (const [file, way] of await this.ignoreFilesAbove(closure.files)) closure.add(file, way);
    return closure;
  }

  /** What decides which files a source has: the ignore files on the way to the folder. Those below it are read with it. */
  private ignoreFiles(steps: readonly string[]): Promise<readonly string[]> {
    return this.ignoreFilesIn(foldersAbove(steps.join("/")));
  }

  private async ignoreFilesIn(folders: readonly string[]): Promise<readonly string[]> {
    const found = await Promise.all(folders.map((folder) => this.tree.find(`${folder}/${sourceIgnoreFile}`)));
    return found.flatMap(({ kind, path, links }) => (kind === "file" ? [path, ...links] : links));
  }

  /**
   * Those above the files that other folders have, and every one of the tree where files are left out by default: any of them
   * may put that out of force.
   */
  private async ignoreFilesAbove(files: ManifestSources["files"]): Promise<ManifestSources["files"]> {
    const found = new Map<string, readonly string[]>();
    const folders = new Set<string>();
    for (const [file, way] of files) {
      const above = foldersAbove(file).filter((folder) => !folders.has(folder));
      for (const folder of above) folders.add(folder);
      for (const each of await this.ignoreFilesIn(above)) found.set(each, way);
    }
    const byDefault = [...files].find(([file]) => leftOutByDefault(file));
    if (byDefault !== undefined) for (const each of await this.everyIgnoreFile()) found.set(each, byDefault[1]);
    return found;
  }

  private everyIgnoreFile(): Promise<readonly string[]> {
    this.allIgnoreFiles ??= ignoreFilesBelow(this.tree, "");
    return this.allIgnoreFiles;
  }

  private content(place: Place): Promise<PlaceContent> {
    const key = `${place.read} ${place.folder}`;
    let content = this.places.get(key);
    if (!content) {
      content = readPlace(this.tree, place, this.memo);
      this.places.set(key, content);
    }
    return content;
  }
}

/** The outermost first; the root of the tree is `""`. */
const foldersAbove = (path: string): readonly string[] =>
  path.split("/").map((_, index, steps) => steps.slice(0, index).join("/"));

interface ReachedPlace {
  readonly place: Place;
  readonly way: readonly string[];
}

class Closure implements ManifestSources {
  readonly files = new Map<string, readonly string[]>();
  readonly unknown: UnknownSource[] = [];
  readonly contents: PlaceContent[] = [];
  private readonly reached = new Map<string, ReachedPlace>();
  private readonly repositories = new Map<string, string>();
  private readonly later: (RepositoryPlace & { readonly way: readonly string[] })[] = [];

  add(file: string, way: readonly string[]): void {
    if (!this.files.has(file)) this.files.set(file, way);
  }

  reach(place: Place, way: readonly string[]): void {
    const key = `${place.read} ${place.folder}`;
    if (!this.reached.has(key)) this.reached.set(key, { place, way: [...way, place.folder] });
  }

  /** Every place that is reached, including those that the caller adds while it walks them. */
  *places(): Generator<ReachedPlace> {
    for (;;) {
      // The map goes on with what is added while it is walked.
      for (const [key, reached] of this.reached) {
        if (this.done.has(key)) continue;
        this.done.add(key);
        yield reached;
      }
      if (this.later.length === 0) return;
      this.reachRepositories();
    }
  }

  take(content: PlaceContent, way: readonly string[]): void {
    this.contents.push(content);
    for (const file of content.files) this.add(file, way);
    for (const place of content.next) this.reach(place, way);
    this.unknown.push(...content.unknown);
    for (const [name, url] of content.repositories) this.repositories.set(name, url);
    this.later.push(...content.fromRepositories.map((each) => ({ ...each, way })));
  }

  private readonly done = new Set<string>();

  /** Comes last: the repository may be declared in any file. One that is not declared is taken for this one. */
  private reachRepositories(): void {
    for (const { place, repository, file, way } of this.later.splice(0)) {
      const remote = this.repositories.get(repository);
      if (remote !== undefined) this.unknown.push({ file, problem: `takes ${place.folder} of ${remote}`, remote });
      else this.reach(place, way);
    }
  }
}
