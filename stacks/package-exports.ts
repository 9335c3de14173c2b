/**
 * What a project's own program imports from the installed package.
 *
 * In:   the stack's name, the folder of the project.
 * Out:  {@link createEnvironment}; {@link EnvironmentStack} with its components, for resources that refer to theirs.
 * Must not know: engines, the driver.
 */
export { Clusters, Data, Identities, kubeconfigOf, Machines, Network, Services, Sync } from "./components/index.ts";
export { type CreateEnvironmentOptions, createEnvironment } from "./create-environment.ts";
export { EnvironmentStack, type EnvironmentStackOptions } from "./environment-stack.ts";
export type { FollowedRepository } from "./repository.ts";
