import { SourceRules } from "../../kubernetes/manifests/index.ts";
import { CommitFiles, isFile } from "./commit-files.ts";

export interface SourceFile {
  /** From the root of the source, with `/`. */
  readonly path: string;
  /** Changes exactly when the content does. */
  readonly id: string;
}

/** The part of a {@link SourceTree} that building reads. */
export type ReadableTree = Pick<SourceTree, "files" | "read">;

/** The files of one commit, without those that are ignored. Nothing is checked out. */
export class SourceTree {
  readonly #files: CommitFiles;
  readonly #rules: SourceRules;

  constructor(gitdir: string, commit: string, ignoreRules: string | undefined) {
    this.#files = new CommitFiles(gitdir, commit);
    this.#rules = new SourceRules(this.#files, ignoreRules);
  }

  /** The regular files below a folder, in order; `undefined` when there is no such folder. Symbolic links are left out. */
  async files(folder: string): Promise<readonly SourceFile[] | undefined> {
    const steps = folder.split("/").filter((step) => step !== "" && step !== ".");
    if (steps.includes("..")) return undefined;
    const path = steps.join("/");
    if (path !== "" && (await this.#files.entry(path))?.kind !== "folder") return undefined;
    const found: SourceFile[] = [];
    await this.#collect(path, found);
    return found;
  }

  read(file: SourceFile): Promise<Buffer> {
    return this.#files.content(file.id);
  }

  async #collect(folder: string, found: SourceFile[]): Promise<void> {
    for (const entry of await this.#files.list(folder)) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === "folder") await this.#collect(path, found);
      else if (entry.id !== undefined && isFile(entry) && !(await this.#rules.leavesOut(path)))
        found.push({ path, id: entry.id });
    }
  }
}
