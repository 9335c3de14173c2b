/**
 * Who signed a commit or a tag.
 *
 * In:   the content of Git's objects, the values of a Secret with public keys.
 * Out:  {@link TrustedKeys} and their {@link Verdict} on a {@link SignedObject}.
 * Must not know: where objects come from, what follows from a verdict.
 */
export { headerOf, signedCommit, signedTag } from "./signed-object.ts";
export { TrustedKeys } from "./trusted-keys.ts";
