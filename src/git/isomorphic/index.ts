/**
 * The Git port over isomorphic-git: a clone's objects, refs, index and files, without a `git` on PATH.
 *
 * In:   a folder inside a clone.
 * Out:  {@link openRepository}; {@link checkoutFiles} and {@link filesBelow}, the files on disk with those that a sparse checkout leaves out.
 * Must not know: environments, networks, credentials.
 */
export { checkoutFiles, filesBelow } from "./checkout-files.ts";
export { openRepository } from "./open.ts";
