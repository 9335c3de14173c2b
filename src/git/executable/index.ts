/**
 * What the `git` on PATH says about the checkout that holds a folder, for records of what ran in it, and its merges.
 *
 * In:   a folder.
 * Out:  {@link checkoutFacts}; {@link hostedRepository} for a remote's URL; {@link mergeTreesWithGit}.
 * Must not know: environments, engines, where the facts are kept.
 */
export { type CheckoutFacts, checkoutFacts, type Person } from "./checkout-facts.ts";
export { type HostedRepository, hostedRepository } from "./hosted-repository.ts";
export { mergeTreesWithGit } from "./merge-trees.ts";
