/**
 * Helm, by the `helm` that is installed on the machine of a run.
 *
 * In:   charts and values of a program, a kubeconfig, the environment of the run.
 * Out:  {@link withHelm}, {@link Helm}: the texts that Helm prints; {@link chartArguments}, {@link mergedValues}.
 * Must not know: Pulumi, the local cloud, what becomes of rendered objects.
 */
export { type ChartSource, chartArguments, repositoryIn } from "./chart-source.ts";
export { HelmFailed } from "./errors.ts";
export { type HelmCaller, helmCallerOf } from "./helm-caller.ts";
export { type Helm, type HelmUse, withHelm } from "./run-helm.ts";
export { mergedValues, withoutNulls } from "./values.ts";
