/**
 * Flux's controllers and our agent, each on a kube-apiserver of its own, given the same commits and the same changes of their clusters.
 *
 * In:   the parts `etcd`, `kubeApiServer`, `sourceController` and `kustomizeController` of the run; {@link Case}s.
 * Out:  {@link BothAgents}, what each made of every case; {@link Side}, one cluster for one agent.
 * Must not know: how either agent works inside.
 */
export { BothAgents, type Outcome, type Swapped } from "./both-agents.ts";
export { conformanceMeans, conformanceSetting, everyNamespace } from "./conformance-setting.ts";
export { EnvironmentOnFlux } from "./environment-on-flux.ts";
export { EnvironmentOnOurs } from "./environment-on-ours.ts";
export { installDefinitions, startFlux } from "./flux-controllers.ts";
export type { Observed } from "./observed.ts";
export { type RunningAgent, startOurs } from "./our-agent.ts";
export { Side, settleMilliseconds, syncNamespace } from "./side.ts";
