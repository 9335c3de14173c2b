/**
 * Flux's controllers and our agent, each on a kube-apiserver of its own, given the same commits and the same changes of their clusters.
 *
 * In:   the parts `etcd`, `kubeApiServer`, `sourceController` and `kustomizeController` of the run; {@link Case}s.
 * Out:  {@link BothAgents}, what each made of every case.
 * Must not know: how either agent works inside.
 */
export { BothAgents, namesOf, type Outcome } from "./both-agents.ts";
export type { Case } from "./case.ts";
