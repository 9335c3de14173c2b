/**
 * The forge ports for GitHub and GitHub Enterprise Server.
 *
 * In:   a server's address, a repository's name, a token or the key of a GitHub App.
 * Out:  {@link githubForge}.
 * Must not know: what is reported, when, and how it is written.
 */
export { githubForge } from "./github-forge.ts";
export type { GithubServer } from "./github-server.ts";
