/**
 * The Git port: commits, their trees and what differs between two of them.
 *
 * In:   a clone on disk.
 * Out:  {@link Repository}: commits, trees, changed paths, a commit's files in a folder.
 * Must not know: environments, forges, networks (the caller fetches), what a changed path means.
 * Adapter: `isomorphic/` (isomorphic-git; needs no `git` on PATH). `executable/` runs the `git` on PATH, for merges and
 * for the facts that records need; it is no adapter of the port.
 */
export type { CommitWriter, NewCommit } from "./commit-writer.ts";
export {
  MergeConflict,
  MergeNotPossible,
  MissingHistory,
  MissingObject,
  NoCheckout,
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
