/**
 * The Git port over a clone's folder, without a `git` on PATH: isomorphic-git for references, settings and what is ignored,
 * `objects/` for commits, trees and files.
 *
 * In:   a folder inside a clone.
 * Out:  {@link openRepository}.
 * Must not know: environments, networks, credentials.
 */
export { openRepository } from "./open.ts";
