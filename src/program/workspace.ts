import type { CommitId } from "../git/index.ts";

/** Files of a commit in a folder on disk, with the packages that they import. */
export interface Workspace {
  readonly folder: string;
  /** Versions of what runs a program in it: of this driver, Node, the SDK, and the plugins that the installed packages ask for. */
  readonly versions: Readonly<Record<string, string>>;
  /** Removes what was made for it. Repeatable. */
  dispose(): Promise<void>;
}

export interface Workspaces {
  /**
   * The checkout itself where it holds exactly the commit's files and packages; a temporary folder otherwise.
   *
   * @throws {PackagesNotInstallable} where the commit's lockfile has other packages, which cannot be had.
   */
  at(commit: CommitId): Promise<Workspace>;
}
