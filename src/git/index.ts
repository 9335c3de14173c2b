/**
 * The Git port: commits, their trees and what differs between two of them.
 *
 * In:   a clone on disk.
 * Out:  {@link Repository}: commits, trees, changed paths, a commit's files in a folder.
 * Must not know: environments, forges, networks (fetching is the caller's business), what a changed path means.
 * Adapter: `isomorphic/` (isomorphic-git; needs no `git` on PATH). `executable/` asks the `git` on PATH for what only a
 * record needs and for merges, and is no adapter of it.
 */
export {
  MergeConflict,
  MergeNotPossible,
  MissingHistory,
  NoCommits,
  NotARepository,
  UnknownRevision,
  UnrelatedHistories,
  UnsupportedRepository,
} from "./errors.ts";
export type {
  Checkout,
  Commit,
  CommitId,
  CommitTree,
  FileChange,
  MergedTrees,
  MergeTrees,
  Repository,
  Revision,
  TreeEntry,
  TreeFile,
} from "./repository.ts";
export { emptyTree } from "./repository.ts";
