/**
 * The cluster as a layer: the manifests in Git against those that its sync agent was handed, what the agent says of them, and, where
 * the cluster is asked, what stands in it.
 *
 * In:   the clusters of an environment, and the source that their agents follow.
 * Out:  {@link syncAgentLayer}; {@link syncAgents}, for what people ask of the agents beside runs.
 * Must not know: engines beyond the outputs of a stack, how an object is applied.
 */
export type { SyncAgentPorts } from "./ports.ts";
export { syncAgentLayer } from "./sync-agent-layer.ts";
export { syncAgents } from "./sync-agents.ts";
