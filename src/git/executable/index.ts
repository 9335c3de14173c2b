/**
<<<<<<< HEAD
 * What the `git` on PATH says about the checkout that holds a folder, for records of what ran in it, and its merges.
 *
 * In:   a folder.
 * Out:  {@link checkoutFacts}; {@link hostedRepository} for a remote's URL; {@link mergeTreesWithGit}.
=======
 * What the `git` on PATH does for a checkout: it says what records of a run need, and hands commits to a copy.
 *
 * In:   a folder.
 * Out:  {@link checkoutFacts}; {@link hostedRepository} for a remote's URL; {@link bringCommit} and {@link pointBranch}.
>>>>>>> 89f02cc (Hand commits to local clusters one at a time, and to nobody without the token)
 * Must not know: environments, engines, where the facts are kept.
 */
export { type CheckoutFacts, checkoutFacts, type Person } from "./checkout-facts.ts";
export { bringCommit, type FollowedCopy, pointBranch } from "./followed-copy.ts";
export { type HostedRepository, hostedRepository } from "./hosted-repository.ts";
export { mergeTreesWithGit } from "./merge-trees.ts";
