/**
 * What the `git` on PATH does for a checkout: it compares, resolves, merges and completes, says what records of a run need, and
 * hands commits to a copy.
 *
 * In:   a folder.
 * Out:  {@link checkoutFacts}; {@link hostedRepository} for a remote's URL; {@link mergeTreesWithGit}; {@link differencesByGit},
 *       {@link revisionByGit}, {@link personByGit} and {@link fetchPromised} for the adapter of the port; {@link bringCommit}, {@link pointBranch};
 *       {@link moveRemoteReference} for the references of a remote; {@link installedGit} for adapters that keep things of
 *       their own in a repository.
 * Must not know: environments, engines, where the facts are kept.
 */

export { batchedContents } from "./batched-contents.ts";
export {
  type CheckedOut,
  differencesByGit,
  fetchPromised,
  isWholeByGit,
  personByGit,
  revisionByGit,
  skippedByGit,
} from "./checked-out.ts";
export { type CheckoutFacts, checkoutFacts, type Person } from "./checkout-facts.ts";
export { GitCommandFailed } from "./errors.ts";
export { bringCommit, type FollowedCopy, pointBranch } from "./followed-copy.ts";
export { type HostedRepository, hostedRepository } from "./hosted-repository.ts";
export { type Environment, installedGit, installedGitBytes } from "./installed-git.ts";
export { mergeTreesWithGit } from "./merge-trees.ts";
export { fetchOnlyThis, remoteProblem, slownessLimits } from "./remote-calls.ts";
export {
  fetchRemoteReference,
  type LeasedMove,
  lacksAtomicPush,
  leasedPush,
  listedAt,
  moveRemoteReference,
  type ReferenceMove,
  type RemoteRepository,
  readRemoteReference,
} from "./remote-references.ts";
export { commitsByGit } from "./write-commits.ts";
