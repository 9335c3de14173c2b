/**
 * A whole Gitea on loopback, for suites that need a real forge.
 *
 * In:   the part `gitea` of the run.
 * Out:  {@link describeWithGitea}, {@link RealGitea}.
 * Must not know: the forge port and its adapters.
 */
export { describeWithGitea } from "./describe-with-gitea.ts";
export { type Credential, type GiteaAnswer, GiteaApi } from "./gitea-api.ts";
export type { GiteaUser, RealGitea } from "./gitea-server.ts";
