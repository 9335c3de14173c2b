/**
 * The layer port: what compares a part of environments with Git, and applies it.
 *
 * In:   a {@link LayerTarget}: one environment at one commit.
 * Out:  values of `change/`: a preview, a run or a status of one layer. Beside it {@link SyncAgents}: what people ask of the agents.
 * Must not know: other layers, flows, which environments are selected and in which order.
 * Adapters: `terradiff/` (infrastructure, over an engine), `sync-agent/` (cluster, over the agent that follows Git),
 *           `machines/` (machines, by their playbooks).
 */
export { type CheckLimit, checkLimit } from "./check-limit.ts";
export { engineProgress } from "./engine-progress.ts";
export type { ApplyOptions, Declared, LayerAdapter, LayerTarget, OnRecord, Upstreams } from "./layer.ts";
export type { Activity, ProgressEvent } from "./progress.ts";
export type { AgentLogLine, Convergence, SyncAgents } from "./sync-agents.ts";
