import type { CommitId, TreeFile } from "./repository.ts";

/** A commit that differs from its parent in some files. */
export interface NewCommit {
  readonly parent: CommitId;
  /** Files as the repository has them already, by their paths; absent for a path that is removed. */
  readonly files: ReadonlyMap<string, Pick<TreeFile, "id" | "kind"> | undefined>;
  readonly message: string;
  /** `Name <address>`. @default Groundwork itself */
  readonly by?: string;
}

/** Makes commits in a clone. The checkout, the index and every branch stay as they are. */
export interface CommitWriter {
  /** `Name <address>` of the person whose commits this clone makes; `undefined` where neither its configuration nor the variables of Git say it. */
  person(): Promise<string | undefined>;
  /** Puts a file into the repository, for a commit that is yet to be made. */
  store(content: string): Promise<Pick<TreeFile, "id" | "kind">>;
  /** Equal commits have one id, also on another machine: the commit has the time of its parent. */
  commit(commit: NewCommit): Promise<CommitId>;
  /** Makes a local branch that is not there yet. @returns false where there is one, and nothing was changed */
  createBranch(name: string, at: CommitId): Promise<boolean>;
}
