/**
 * The forge ports for Bitbucket Cloud and Bitbucket Data Center.
 *
 * In:   a server's address, a repository's name, a token.
 * Out:  {@link bitbucketForge}: the address says which of the two it is.
 * Must not know: what is reported, when, and how it is written.
 */
export { bitbucketForge } from "./bitbucket-forge.ts";
export type { BitbucketServer } from "./bitbucket-server.ts";
