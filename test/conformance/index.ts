/**
 * What every sync agent that honors Flux's objects has to do, tried from outside.
 *
 * In:   a {@link Setting}: a cluster, a Git server, and an agent that is started here or runs already.
 * Out:  {@link conformance}: the principles of OpenGitOps as tests, and what an agent has to hold out.
 * Must not know: any agent, what is behind the API server.
 */
export type { Means } from "./hardships.ts";
export { LoopbackGit } from "./loopback-git.ts";
export { conformance } from "./principles.ts";
export type { FollowedBranch, Setting, StartedAgent } from "./setting.ts";
