/**
 * The sync agent: keeps what a Git repository says applied in the cluster it runs in.
 *
 * In:   `GitRepository` and `Kustomization` objects, a Git server over HTTP, the cluster's API.
 * Out:  applied objects, status, events, metrics; {@link runAgent} for the entry.
 * Must not know: environments, stacks, engines, forges. It ships alone.
 */
export { helpText, optionsOf } from "./options.ts";
export { runAgent } from "./run-agent.ts";
