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
import { formatDuration } from "../../lib/index.ts";
import type { Workspace } from "../../program/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { DesiredStates, StandingStacks } from "../selection/index.ts";
import { MemoryGate } from "./memory-gate.ts";
import { programInputsDigest } from "./program-inputs.ts";
import type { StandingManifests } from "./standing-manifests.ts";

type PreviewPorts = Pick<FlowPorts, "layers" | "onProgress" | "parallel" | "memory" | "wait" | "signal" | "clock">;

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
  /** How long the comparison of one environment may take, in milliseconds. @default without an end */
  readonly limitMilliseconds?: number;
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
  const gate = new MemoryGate(ports.memory);
  return limit.map(affected, (each) => gate.run(() => previewOne(each, at, ports)));
}

async function previewOne(
  affected: AffectedEnvironment,
  at: LookedAt,
  ports: PreviewPorts,
): Promise<ComparedEnvironment> {
  const environment = affected.name;
  const isWatched = affected.folder !== "removed" && affected.layers.includes("infrastructure");
  if (isWatched) ports.onProgress({ kind: "started", environment, activity: "preview" });
  const { limitMilliseconds: limit } = at;
  const compared =
    limit === undefined ? await compareLayers(affected, at, ports) : await compareInTime(limit, affected, at, ports);
  if (isWatched)
    ports.onProgress({ kind: "finished", environment, activity: "preview", ...summaryOf(compared.preview) });
  return compared;
}

/** @param compared receives each layer as it is compared */
async function compareLayers(
  affected: AffectedEnvironment,
  at: LookedAt,
  { layers: adapters }: PreviewPorts,
  target: LayerTarget = targetOf(affected.name, at),
  compared: LayerPreview[] = [],
): Promise<ComparedEnvironment> {
  // One after the other: an environment's layers share what is read of it, and several environments are compared at a time already.
  for (const layer of wantedLayers(affected, at)) compared.push(await adapters[layer].compare(target));
  return { preview: { affected, layers: compared }, target };
}

function wantedLayers(affected: AffectedEnvironment, { only }: LookedAt): readonly Layer[] {
  return layersToCompare(affected).filter((layer) => only?.includes(layer) ?? true);
}

/** An engine that is told to stop ends its program and lets the calls of providers finish. */
const millisecondsToStop = 10_000;

/** What was compared in time stays; the other layers are unknown, and what is found of them later is dropped. */
async function compareInTime(
  limit: number,
  affected: AffectedEnvironment,
  at: LookedAt,
  ports: PreviewPorts,
): Promise<ComparedEnvironment> {
  const [over, done] = [new AbortController(), new AbortController()];
  const signal = AbortSignal.any([ports.signal, over.signal]);
  const target = { ...targetOf(affected.name, at), signal };
  const layers: LayerPreview[] = [];
  const comparing = compareLayers(affected, at, ports, target, layers);
  const inTime = ports.wait(limit, done.signal).then(async (): Promise<readonly LayerPreview[] | undefined> => {
    if (done.signal.aborted) return undefined;
    const soFar = [...layers];
    over.abort();
    await Promise.race([comparing, ports.wait(millisecondsToStop, done.signal)]);
    return soFar;
  });
  const compared = await Promise.race([comparing.then(() => undefined), inTime]);
  const soFar = over.signal.aborted ? await inTime : compared;
  done.abort();
  if (!soFar) return await comparing;
  const late = wantedLayers(affected, at).slice(soFar.length);
  const unknown = late.map((layer) => timedOut(layer, limit, ports.clock.now()));
  return { preview: { affected, layers: [...soFar, ...unknown] }, target };
}

function timedOut(layer: Layer, limit: number, now: Date): LayerPreview {
  const message = `Its preview was not done after ${formatDuration(limit)}, so what would happen is not known. Allow more with: groundwork preview --preview-timeout`;
  return {
    layer,
    at: now.toISOString(),
    kind: "unknown",
    problem: { code: "preview-timed-out", kind: "unknown", message, details: [] },
  };
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
