/**
 * A Git host on loopback: bare repositories below one folder, over smart HTTP, by the `git` that is installed.
 *
 * In:   a folder of bare repositories; HTTP requests of any Git client (git, isomorphic-git, go-git).
 * Out:  {@link gitServer}, {@link createBareRepository}.
 * Must not know: environments, change requests, who clones and why.
 */
export { createBareRepository } from "./bare-repository.ts";
export { type GitServer, type GitServerOptions, gitServer } from "./git-server.ts";
