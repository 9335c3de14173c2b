/**
 * Nodes and what runs on them: pods are placed and reported as running; the sync agent's really run, as processes.
 *
 * In:   Node and Pod objects, the entry point of the agent, a folder for what runs.
 * Out:  {@link kubelet}, a controller that also holds the processes; logs of pods.
 * Must not know: what made a pod, what the agent does.
 *
 * An image is pulled unless it cannot exist: its registry ends in `.invalid`, or its tag is `broken`, `invalid` or
 * `does-not-exist`. Everything else counts as running as soon as it is placed, and as completed when its pod does not
 * restart. The one program that really runs is the agent's: for its own image, and in place of Flux's kustomize-controller.
 */
export { kubelet } from "./kubelet.ts";
