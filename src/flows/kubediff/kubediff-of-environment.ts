import type { Kubediff, KubediffMode } from "../../change/index.ts";
import type { ClusterAccess, ComparableClusters } from "../../cluster/index.ts";
import { type DesiredState, type DesiredSync, desiredStateOf } from "../../desired/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { kustomizations } from "../../kubernetes/flux/index.ts";
import { counted } from "../../lib/index.ts";
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
  const { environment, kubeconfig } = request;
  const tree = await ports.git.treeOf(await ports.git.resolve("HEAD"));
  requireKnown([environment], await new DeclarationIndex(tree).names());
  const desired = await desiredStateOf(tree, environment);
  const { sync } = desired;
  if (!sync) throw new EnvironmentNotComparable({ environment, because: "it declares no cluster that follows Git" });
  const { comparison } = ports;
  if (!comparison)
    throw new EnvironmentNotComparable({ environment, because: "no cluster is asked for a change from outside" });
  const accesses = await accessesOf(desired, comparison, ports);
  if (kubeconfig === undefined && accesses.length > 1)
    throw new EnvironmentNotComparable({
      environment,
      because: `it has ${counted(accesses.length, "cluster")}, of which --kubeconfig names one`,
    });
  return await clusterAgainst({ ...request, tree, sync, access: accesses[0] }, comparison, ports);
}

/**
 * What compares every cluster of an environment with a commit; empty where there is no cluster to ask, so that it can be spread into
 * what is looked at.
 */
export function kubediffsAt(
  tree: CommitTree,
  mode: KubediffMode | undefined,
  ports: Omit<EnvironmentKubediffPorts, "git">,
): { readonly kubediffs?: (of: DesiredState) => Promise<readonly Kubediff[]> } {
  const { comparison } = ports;
  if (!comparison) return {};
  return {
    async kubediffs(desired) {
      const { environment, sync } = desired;
      if (!sync) return [];
      const accesses = await accessesOf(desired, comparison, ports);
      if (accesses.length === 0) throw new ClusterNotKnown({ environment });
      const request = { environment, mode: mode ?? "exact", tree, sync };
      return await Promise.all(accesses.map((access) => clusterAgainst({ ...request, access }, comparison, ports)));
    },
  };
}

type Comparison = NonNullable<FlowPorts["comparison"]>;

interface OneCluster extends EnvironmentKubediffRequest {
  readonly tree: CommitTree;
  readonly sync: DesiredSync;
  readonly access: ClusterAccess | undefined;
}

async function clusterAgainst(
  { environment, mode, tree, sync, access, ...given }: OneCluster,
  { clusters }: Comparison,
  ports: Pick<FlowPorts, "manifests" | "clock" | "signal">,
): Promise<Kubediff> {
  const cluster = await openCluster({ environment, mode, ...given }, access, clusters);
  const kustomization = await settingsIn(cluster, access);
  const folder = folderOf(sync);
  return await kubediff(
    { tree, folder, shownFolder: folder, mode, environment, ...(kustomization && { kustomization }) },
    { ...ports, cluster },
  );
}

const folderOf = ({ path }: DesiredSync): string => path.replace(/^\.\//, "");

async function accessesOf(
  desired: DesiredState,
  { accesses }: Comparison,
  { engines }: Pick<FlowPorts, "engines">,
): Promise<readonly ClusterAccess[]> {
  const stack = { project: engines.project, stack: desired.environment };
  return await accesses.of(await engines.engineFor(desired).outputs(stack), desired.cloud);
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
