/**
 * Which node a Pod comes to, as kube-scheduler's filters decide it, and the scheduler's words where there is none.
 *
 * In:   Pods and Nodes.
 * Out:  {@link placementOf} a Pod: a node, or a message; {@link fits} for DaemonSets.
 * Must not know: how a Pod is bound, controllers. Nothing is preempted.
 */
export { fits } from "./node-filters.ts";
export { type Placement, placementOf } from "./placement.ts";
