/**
 * A plain Git server as a forge.
 *
 * In:   an address of Git, a clone.
 * Out:  {@link plainGit}, which has branches and no other port.
 * Must not know: where a preview is shown instead of a comment, what stands for an approval.
 */
export { plainGit } from "./plain-git.ts";
