/**
 * The Git port over a clone's folder, without a `git` on PATH: its references, settings and ignore rules here, commits, trees
 * and files in `objects/`.
 *
 * In:   a folder inside a clone.
 * Out:  {@link openRepository}.
 * Must not know: environments, networks, credentials.
 */
export { openRepository } from "./open.ts";
