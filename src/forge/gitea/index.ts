/**
 * The forge ports for Gitea and Forgejo.
 *
 * In:   a server's address, a repository's name, an access token.
 * Out:  {@link giteaForge}.
 * Must not know: what is reported, when, and how it is written.
 */
export { giteaForge } from "./gitea-forge.ts";
export type { GiteaServer } from "./gitea-server.ts";
