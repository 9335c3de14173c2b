import type { Kubediff, KubediffMode } from "../../change/index.ts";
import type { ClusterAccess, ComparableClusters } from "../../cluster/index.ts";
import { type DesiredState, type DesiredSync, desiredStateOf } from "../../desired/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import { kustomizations } from "../../kubernetes/flux/index.ts";
import type { FlowPorts } from "../ports.ts";
import { requireKnown } from "../selection/index.ts";
import { ClusterNotKnown, EnvironmentNotComparable } from "./errors.ts";
import { kubediff } from "./kubediff.ts";
import { settingsOf } from "./kustomization-settings.ts";

export interface EnvironmentKubediffRequest {
  readonly environment: string;
  readonly mode: KubediffMode;
  /** Another cluster than the stack's outputs name: content or path of a kubeconfig. */
  readonly kubeconfig?: string;
  readonly context?: string;
}

export type EnvironmentKubediffPorts = Pick<
  FlowPorts,
  "git" | "engines" | "manifests" | "clock" | "signal" | "comparison"
>;

/**
 * Compares what the checked-out commit declares of an environment with its cluster, as its `Kustomization` there applies it.
 *
 * @throws {UnknownEnvironment} @throws {InvalidEnvironment} @throws {EnvironmentNotComparable} @throws {ClusterNotKnown}
 * @throws {ApiUnavailable} when the cluster does not answer
 */
export async function kubediffOfEnvironment(
  request: EnvironmentKubediffRequest,
  ports: EnvironmentKubediffPorts,
): Promise<Kubediff> {
  const { environment, mode } = request;
  const tree = await ports.git.treeOf(await ports.git.resolve("HEAD"));
  requireKnown([environment], await new DeclarationIndex(tree).names());
  const desired = await desiredStateOf(tree, environment);
  const { sync } = desired;
  if (!sync) throw new EnvironmentNotComparable({ environment, because: "it declares no cluster that follows Git" });
  const { comparison } = ports;
  if (!comparison)
    throw new EnvironmentNotComparable({ environment, because: "no cluster is asked for a change from outside" });
  const access = await accessOf(desired, comparison, ports);
  const cluster = await openCluster(request, access, comparison.clusters);
  const kustomization = await settingsIn(cluster, access);
  const folder = folderOf(sync);
  return await kubediff(
    { tree, folder, shownFolder: folder, mode, environment, ...(kustomization && { kustomization }) },
    { ...ports, cluster },
  );
}

const folderOf = ({ path }: DesiredSync): string => path.replace(/^\.\//, "");

async function accessOf(
  desired: DesiredState,
  { accesses }: NonNullable<FlowPorts["comparison"]>,
  { engines }: EnvironmentKubediffPorts,
): Promise<ClusterAccess | undefined> {
  const stack = { project: engines.project, stack: desired.environment };
  const [access] = await accesses.of(await engines.engineFor(desired).outputs(stack), desired.cloud);
  return access;
}

async function openCluster(
  { environment, kubeconfig, context }: EnvironmentKubediffRequest,
  access: ClusterAccess | undefined,
  clusters: ComparableClusters,
) {
  const given = kubeconfig ?? access?.kubeconfig;
  if (given === undefined) throw new ClusterNotKnown({ environment });
  return await clusters.open({ kubeconfig: given, ...(context !== undefined && { context }) });
}

async function settingsIn(cluster: Awaited<ReturnType<ComparableClusters["open"]>>, access: ClusterAccess | undefined) {
  if (access === undefined) return undefined;
  const { sync } = access;
  return await settingsOf(sync, await cluster.get({ resource: kustomizations, ...sync }), cluster);
}
