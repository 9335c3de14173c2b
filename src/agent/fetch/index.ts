/**
 * From a Git server to the files of a commit.
 *
 * In:   a {@link GitRepository}, its credentials, a folder on disk to keep a bare clone in.
 * Out:  the {@link Revision} that is wanted and its {@link SourceTree}; a {@link FetchError} that names the condition's reason.
 * Must not know: the cluster, manifests, who asks.
 */
export { Credentials } from "./credentials.ts";
export { FetchError } from "./errors.ts";
export { type FetchedRevision, fetchSource } from "./fetch-source.ts";
export { publicUrl, type SecretValues } from "./remote.ts";
export { RepositoryCache } from "./repository-cache.ts";
export { isAboutSignatures, TrustedKeysUnusable } from "./signature-errors.ts";
export type { ReadableTree, SourceFile, SourceTree } from "./source-tree.ts";
export type { Signatures } from "./verify-source.ts";
