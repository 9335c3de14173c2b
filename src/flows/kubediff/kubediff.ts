import type { Kubediff, KubediffMode, LeftObjects, ManifestProblem } from "../../change/index.ts";
import type { ComparableCluster } from "../../cluster/index.ts";
import type { Decoration } from "../../kubernetes/applied/index.ts";
import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { keyOf, type NamespacedName, ownerOf } from "../../kubernetes/flux/index.ts";
import type { Overlay } from "../../kubernetes/kustomization/index.ts";
import type { Substitute } from "../../kubernetes/manifests/index.ts";
import type { FileTree } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { compareObjects } from "./compare-objects.ts";
import { declaredObjects } from "./declared-objects.ts";
import { leftObjects } from "./left-objects.ts";
import { sentObjects } from "./sent-objects.ts";

/** What a `Kustomization` makes of the objects of its folder. */
export interface KustomizationSettings {
  readonly decoration: Decoration;
  readonly substitute?: Substitute;
  readonly overlay?: Overlay;
  /** Values of Secrets that the variables stand for, and what was made of them so far. */
  readonly secrets: () => readonly string[];
  /** What of its settings is wrong, or not known here. */
  readonly problems: readonly ManifestProblem[];
}

export interface KubediffRequest {
  readonly tree: FileTree;
  /** From the root of the tree; `""` is the root. */
  readonly folder: string;
  /** The folder as a person names it. */
  readonly shownFolder: string;
  readonly mode: KubediffMode;
  readonly environment?: string;
  /** What applies the folder. Absent: the labels of live objects tell. */
  readonly kustomization?: KustomizationSettings;
}

export type KubediffPorts = Pick<FlowPorts, "manifests" | "clock" | "signal"> & { readonly cluster: ComparableCluster };

/**
 * Compares the manifests of a folder with a cluster. Changes nothing in it.
 *
 * @throws {ManifestFolderMissing}
 * @throws {ApiUnavailable} when the cluster does not answer
 */
export async function kubediff(request: KubediffRequest, ports: KubediffPorts): Promise<Kubediff> {
  const { tree, folder, shownFolder, mode, environment, kustomization } = request;
  const { cluster } = ports;
  const by = kustomization?.decoration;
  const { objects, problems: unread } = await declaredObjects(tree, folder, ports, {
    ...kustomization,
    ...(by?.targetNamespace !== undefined && { targetNamespace: by.targetNamespace }),
  });
  const problems = [...(kustomization?.problems ?? []), ...unread];
  const declared = await sentObjects(objects, by === undefined ? {} : { by }, cluster);
  const compared = await compareObjects(
    { ...declared, mode, secrets: kustomization?.secrets() ?? [], decorated: by !== undefined },
    cluster,
  );
  const owners = by === undefined ? ownersOf(compared.live) : [by];
  const left: LeftObjects =
    problems.length > 0
      ? { kind: "unknown", because: "not all manifests could be read" }
      : await leftObjects(owners, declared, cluster);
  return {
    at: ports.clock.now().toISOString(),
    mode,
    cluster: cluster.server,
    folder: shownFolder,
    ...(environment !== undefined && { environment }),
    objects: compared.objects,
    left,
    problems,
  };
}

function ownersOf(live: readonly KubernetesObject[]): readonly NamespacedName[] {
  const owners = live.flatMap((object) => ownerOf(object) ?? []);
  return [...new Map(owners.map((owner) => [keyOf(owner), owner])).values()];
}
