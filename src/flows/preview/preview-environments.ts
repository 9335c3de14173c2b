import pLimit from "p-limit";
import {
  type AffectedEnvironment,
  type EnvironmentPreview,
  type InputsDigest,
  type Layer,
  type LayerPreview,
  layersToCompare,
  plannedLayer,
  plannedText,
  problemsIn,
} from "../../change/index.ts";
import type { StackConfig } from "../../engine/index.ts";
import type { CommitTree } from "../../git/index.ts";
import type { LayerTarget } from "../../layer/index.ts";
import type { Workspace } from "../../program/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { DesiredStates, StandingStacks } from "../selection/index.ts";
import { programInputsDigest } from "./program-inputs.ts";
import type { StandingManifests } from "./standing-manifests.ts";

type PreviewPorts = Pick<FlowPorts, "layers" | "onProgress" | "parallel">;

/** Files of the commit that is looked at: as Git has them, and as the program finds them. */
export interface LookedAt {
  readonly tree: CommitTree;
  readonly desired: DesiredStates;
  readonly workspace: Workspace;
  /** Given to every program beside its own configuration. */
  readonly config: StackConfig;
  /** Compare with the cloud as it is now, not as the state remembers it. */
  readonly refresh: boolean;
  readonly standing: StandingStacks;
  /** The manifests that agents were handed last. Absent where the cluster is not compared. */
  readonly manifests?: StandingManifests;
  /**
   * Whether manifests that the sync agent or the cluster would refuse fail the preview. An `up` goes on: the agent isolates what
   * is wrong, and one typing error does not stop a whole environment.
   */
  readonly refuseManifests?: boolean;
  /** Compare no other layers. @default all that a preview shows */
  readonly only?: readonly Layer[];
}

/** A preview with what was compared, so that what is applied afterwards is the very same. */
export interface ComparedEnvironment {
  readonly preview: EnvironmentPreview;
  readonly target: LayerTarget;
}

/** Previews each environment on its own: one that fails says so and takes nothing from the others. Keeps the order. */
export async function previewEnvironments(
  affected: readonly AffectedEnvironment[],
  at: LookedAt,
  ports: PreviewPorts,
): Promise<readonly ComparedEnvironment[]> {
  const limit = pLimit(ports.parallel);
  return limit.map(affected, (each) => previewOne(each, at, ports));
}

async function previewOne(
  affected: AffectedEnvironment,
  at: LookedAt,
  ports: PreviewPorts,
): Promise<ComparedEnvironment> {
  const environment = affected.name;
  const isWatched = affected.folder !== "removed" && affected.layers.includes("infrastructure");
  if (isWatched) ports.onProgress({ kind: "started", environment, activity: "preview" });
  const compared = await compareLayers(affected, at, ports);
  if (isWatched)
    ports.onProgress({ kind: "finished", environment, activity: "preview", ...summaryOf(compared.preview) });
  return compared;
}

async function compareLayers(
  affected: AffectedEnvironment,
  at: LookedAt,
  { layers: adapters }: PreviewPorts,
): Promise<ComparedEnvironment> {
  const target = targetOf(affected.name, at);
  const layers: LayerPreview[] = [];
  // One after the other: an environment's layers share what is read of it, and several environments are compared at a time already.
  const wanted = layersToCompare(affected).filter((layer) => at.only?.includes(layer) ?? true);
  for (const layer of wanted) layers.push(await adapters[layer].compare(target));
  return { preview: { affected, layers }, target };
}

function targetOf(environment: string, at: LookedAt): LayerTarget {
  const { tree, desired, workspace, config, refresh, manifests, refuseManifests } = at;
  return {
    environment,
    commit: tree.commit,
    folder: workspace.folder,
    config,
    refresh,
    desired: () => desired.of(environment),
    manifests: () => desired.manifestsOf(environment),
    standingManifests: async () => manifests?.assumed(environment),
    programInputs: () => inputsOf(environment, at),
    refusedManifests: async () => (refuseManifests ? desired.manifestProblemOf(environment) : undefined),
  };
}

/** Not known where the cloud is to be asked, or the state cannot be listed. */
async function inputsOf(
  environment: string,
  { tree, desired, workspace, config, refresh, standing }: LookedAt,
): Promise<InputsDigest | undefined> {
  if (refresh) return undefined;
  const [state, declared] = [await standing.saved(environment), await desired.of(environment)];
  if (state === undefined || "problem" in declared) return undefined;
  return programInputsDigest({ tree, desired: declared, config, versions: workspace.versions, state });
}

function summaryOf(preview: EnvironmentPreview): { readonly message: string; readonly good: boolean } {
  const [problem] = problemsIn(preview);
  if (problem) return { message: problem.message, good: false };
  const infrastructure = plannedLayer(preview, "infrastructure");
  const message = infrastructure?.kind === "planned" ? plannedText(infrastructure.counts) : "no changes";
  return { message, good: true };
}
