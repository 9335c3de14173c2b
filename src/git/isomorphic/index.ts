/**
 * The Git port over isomorphic-git: a clone's objects, refs, index and files, without a `git` on PATH.
 *
 * In:   a folder inside a clone.
 * Out:  {@link openRepository}.
 * Must not know: environments, networks, credentials.
 */
export { checkoutFiles, filesBelow } from "./checkout-files.ts";
export { openRepository } from "./open.ts";
