/**
 * The forge ports for GitLab, gitlab.com and self-managed.
 *
 * In:   a server's address, a project's path, an access token.
 * Out:  {@link gitlabForge}.
 * Must not know: what is reported, when, and how it is written.
 */
export { gitlabForge } from "./gitlab-forge.ts";
export type { GitLabServer } from "./gitlab-server.ts";
