import type { FileTree } from "../../lib/index.ts";
import { type IgnorePattern, ignorePatternsIn, verdictOf } from "./ignore-pattern.ts";
import { LinkedTree } from "./linked-tree.ts";

/** A file that says what of its folder is left out of a source. */
export const sourceIgnoreFile = ".sourceignore";

const patternsOf = (list: string): readonly IgnorePattern[] => ignorePatternsIn(list.replaceAll(" ", "\n"));

/** What a source is without, unless a pattern keeps it: the files of Git itself. */
const ofVersionControl = patternsOf(".git/ .gitignore .gitmodules .gitattributes");

/** What Flux leaves out of a source when no pattern at all is given: pictures, archives, and what build tools keep beside manifests. */
const ofBuildTools = patternsOf(
  "*.jpg *.jpeg *.gif *.png *.wmv *.flv *.tar.gz *.zip " +
    ".github/ .circleci/ .travis.yml .gitlab-ci.yml appveyor.yml .drone.yml cloudbuild.yaml " +
    "codeship-services.yml codeship-steps.yml **/.goreleaser.yml **/.sops.yaml **/.flux.yaml",
);

/** Whether a file is left out of a source in which no pattern is given. */
export function leftOutByDefault(file: string): boolean {
  return verdictOf(ofBuildTools, file.split("/")) === "left out";
}

/**
 * What is left out of a source. As in Flux, `spec.ignore` of its `GitRepository` decides before the ignore files, an ignore file before
 * those of the folders above it, and a single pattern anywhere in the source puts the default exclusions out of force.
 */
export class SourceRules {
  readonly #files: IgnoreFiles;
  readonly #spec: readonly IgnorePattern[];

  constructor(tree: FileTree, spec = "") {
    this.#files = new IgnoreFiles(tree);
    this.#spec = ignorePatternsIn(spec);
  }

  async leavesOut(file: string): Promise<boolean> {
    const names = file.split("/");
    const verdict =
      verdictOf(this.#spec, names) ??
      verdictOf(await this.#files.patternsFor(names), names) ??
      verdictOf(ofVersionControl, names);
    if (verdict !== undefined) return verdict === "left out";
    return leftOutByDefault(file) && this.#spec.length === 0 && !(await this.#files.havePattern());
  }

  /** Those of some files that are in the source. */
  async kept(files: Iterable<string>): Promise<readonly string[]> {
    const verdicts = await Promise.all([...files].map(async (file) => ((await this.leavesOut(file)) ? [] : [file])));
    return verdicts.flat();
  }
}

/** The ignore files of a tree. */
class IgnoreFiles {
  readonly #tree: LinkedTree;
  readonly #patterns = new Map<string, Promise<readonly IgnorePattern[]>>();
  #havePattern: Promise<boolean> | undefined;

  constructor(tree: FileTree) {
    this.#tree = new LinkedTree(tree);
  }

  /** Those of the folders that a file is in, the outermost first. */
  async patternsFor(file: readonly string[]): Promise<readonly IgnorePattern[]> {
    const folders = file.map((_, index) => file.slice(0, index));
    return (await Promise.all(folders.map((folder) => this.#patternsOf(folder)))).flat();
  }

  /** Whether any of them says a word. Looks through the tree until one does. */
  havePattern(): Promise<boolean> {
    this.#havePattern ??= this.#anyBelow([]);
    return this.#havePattern;
  }

  async #anyBelow(folder: readonly string[]): Promise<boolean> {
    if ((await this.#patternsOf(folder)).length > 0) return true;
    for (const name of foldersIn(await this.#tree.list(folder.join("/"))))
      if (await this.#anyBelow([...folder, name])) return true;
    return false;
  }

  #patternsOf(folder: readonly string[]): Promise<readonly IgnorePattern[]> {
    const key = folder.join("/");
    let patterns = this.#patterns.get(key);
    if (!patterns) {
      patterns = this.#read(folder);
      this.#patterns.set(key, patterns);
    }
    return patterns;
  }

  async #read(folder: readonly string[]): Promise<readonly IgnorePattern[]> {
    const { kind, path } = await this.#tree.find([...folder, sourceIgnoreFile].join("/"));
    const bytes = kind === "file" ? await this.#tree.read(path) : undefined;
    return bytes === undefined ? [] : ignorePatternsIn(Buffer.from(bytes).toString("utf8"), folder);
  }
}

/** The paths of all ignore files below a folder, and in it. */
export async function ignoreFilesBelow(tree: Pick<LinkedTree, "list">, folder: string): Promise<readonly string[]> {
  const entries = await tree.list(folder);
  const own = entries.filter(({ name }) => name === sourceIgnoreFile).map(({ name }) => pathOf(folder, name));
  const below = foldersIn(entries).map((name) => ignoreFilesBelow(tree, pathOf(folder, name)));
  return [...own, ...(await Promise.all(below)).flat()];
}

const pathOf = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

/** The folder `.git` of a checkout is no part of what is in Git. */
const foldersIn = (entries: Awaited<ReturnType<FileTree["list"]>>): readonly string[] =>
  entries.flatMap(({ name, kind }) => (kind === "folder" && name !== ".git" ? [name] : []));
