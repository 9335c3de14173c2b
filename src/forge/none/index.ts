/**
 * A plain Git server as a forge.
 *
 * In:   an address of Git, a clone, a list of allowed signers.
 * Out:  {@link plainGit}: branches, notes beside trees, signatures of commits.
 * Must not know: what stands in a note, which commits have to be signed.
 */
export { type PlainGit, plainGit } from "./plain-git.ts";
