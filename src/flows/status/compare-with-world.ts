import type { KubediffMode, Layer, LayerPreview } from "../../change/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import { kubediffsAt } from "../kubediff/index.ts";
import type { FlowPorts } from "../ports.ts";
import { type LookedAt, previewEnvironments } from "../preview/index.ts";
import { infrastructureOf } from "../selection/index.ts";
import type { FleetOnRecord } from "./fleet-on-record.ts";

/** How environments are compared with the cloud and the clusters. */
export interface WorldComparison {
  /** How the clusters are asked. @default exact */
  readonly kubediffMode?: KubediffMode;
  /** Compare no others. @default infrastructure, and the clusters where they may be asked */
  readonly layers?: readonly Layer[];
  /** Whether one process may run the program for several environments. @default false */
  readonly mayShareProcess?: boolean;
  /** Whether the state of an environment is known to be what its program makes of the commit. Absent: the program is asked. */
  readonly isAsApplied?: (environment: string) => Promise<boolean>;
}

export type WorldPorts = Pick<
  FlowPorts,
  | "engines"
  | "layers"
  | "workspaces"
  | "source"
  | "clock"
  | "wait"
  | "signal"
  | "onProgress"
  | "parallel"
  | "memory"
  | "manifests"
  | "comparison"
>;

/** By environment, what its layers differ in from what the cloud and the clusters say. Changes nothing, and takes no lock. */
export async function compareWithWorld(
  names: readonly string[],
  { tree, desired, standing }: Pick<FleetOnRecord, "tree" | "desired" | "standing">,
  { kubediffMode, layers = ["infrastructure", "cluster"], mayShareProcess = false, isAsApplied }: WorldComparison,
  ports: WorldPorts,
): Promise<ReadonlyMap<string, readonly LayerPreview[]>> {
  const clusters = layers.includes("cluster") ? kubediffsAt(tree, kubediffMode, ports) : {};
  const workspace = await ports.workspaces.at(tree.commit);
  return await cleaningUp(
    async () => {
      const config = await ports.source.config();
      const at: LookedAt = {
        tree,
        desired,
        workspace,
        config,
        refresh: true,
        standing,
        mayShareProcess,
        ...(isAsApplied && { isAsApplied }),
        ...clusters,
        only: layers.filter((layer) => layer !== "cluster" || clusters.kubediffs),
      };
      const compared = await previewEnvironments(names.map(infrastructureOf), at, ports);
      return new Map(compared.map(({ preview: { affected, layers } }) => [affected.name, layers] as const));
    },
    () => workspace.dispose(),
  );
}
