import {
  type AffectedEnvironment,
  type EnvironmentPreview,
  type Layer,
  type LayerPreview,
  layersToCompare,
  type PlannedLayer,
  plannedLayer,
  plannedText,
  problemsIn,
} from "../../change/index.ts";
import type { LayerTarget } from "../../layer/index.ts";
import { formatDuration } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { inDependencyOrder } from "../selection/index.ts";
import { withCompactPlans } from "./compact-plans.ts";
import { InputsOfEnvironments } from "./inputs-of-environments.ts";
import type { LookedAt } from "./looked-at.ts";
import { MemoryGate } from "./memory-gate.ts";
import { removalOf } from "./removal-of.ts";
import { withoutClaims } from "./repeatable-plans.ts";
import { shownAgain } from "./shown-again.ts";
import { PreviewedUpstreams } from "./upstreams.ts";

type PreviewPorts = Pick<
  FlowPorts,
  "engines" | "layers" | "onProgress" | "parallel" | "memory" | "wait" | "signal" | "clock"
>;

/** A preview with what was compared, so that what is applied afterwards is the very same. */
export interface ComparedEnvironment {
  readonly preview: EnvironmentPreview;
  readonly target: LayerTarget;
}

/**
 * Previews each environment on its own, after those whose outputs it may use: one that fails says so, and takes nothing from the
 * others but from those that use it. Keeps the order.
 */
export async function previewEnvironments(
  affected: readonly AffectedEnvironment[],
  at: LookedAt,
  ports: PreviewPorts,
): Promise<readonly ComparedEnvironment[]> {
  const dependencies = at.dependencies ?? new Map<string, ReadonlySet<string>>();
  const inputs = new InputsOfEnvironments(affected, dependencies, at, ports.engines);
  const work: Work = {
    at,
    ports,
    inputs,
    upstreams: at.dependencies && new PreviewedUpstreams(dependencies, at.unselected),
    shownBefore: at.shown
      ? await shownAgain(affected, { dependencies, unselected: at.unselected ?? [] }, inputs, at.shown)
      : new Map(),
  };
  const gate = new MemoryGate(ports.memory);
  const byName = new Map(affected.map((each) => [each.name, each]));
  const names = [...byName.keys()];
  const compared = await inDependencyOrder<ComparedEnvironment>({
    names,
    dependencies,
    parallel: ports.parallel,
    // What uses an environment whose preview failed says so itself.
    isGood: () => true,
    async run(name) {
      const each = known(byName, name);
      prefetch(byName.get(names[names.indexOf(name) + ports.parallel] ?? ""), work);
      // Without an engine there is nothing that has to fit into the memory.
      return work.shownBefore.has(name) ? await previewOne(each, work) : await gate.run(() => previewOne(each, work));
    },
  });
  return affected.map(({ name }) => {
    const result = known(compared, name);
    if (!("done" in result)) throw new Error(`${name} was kept from being previewed by ${result.blockedBy}.`);
    return result.done;
  });
}

/** Begins what an environment is going to wait for, which is more than a third of its time where its state has a key of its own. */
function prefetch(affected: AffectedEnvironment | undefined, work: Work): void {
  if (affected === undefined || work.ports.signal.aborted) return;
  for (const layer of wantedLayers(affected, work.at)) {
    if (layer === "infrastructure" && work.shownBefore.has(affected.name)) continue;
    void work.ports.layers[layer].prefetch?.(targetOf(affected.name, work));
  }
}

/** What the previews of one run share. */
interface Work {
  readonly at: LookedAt;
  readonly ports: PreviewPorts;
  readonly inputs: InputsOfEnvironments;
  readonly upstreams: PreviewedUpstreams | undefined;
  /** Infrastructure that is not compared again, by environment. */
  readonly shownBefore: ReadonlyMap<string, PlannedLayer>;
}

async function previewOne(affected: AffectedEnvironment, work: Work): Promise<ComparedEnvironment> {
  const { at, ports, upstreams, shownBefore } = work;
  const environment = affected.name;
  const isWatched = affected.folder !== "removed" && affected.layers.includes("infrastructure");
  if (isWatched && !shownBefore.has(environment))
    ports.onProgress({ kind: "started", environment, activity: "preview" });
  const { limitMilliseconds: limit } = at;
  const compared =
    limit === undefined ? await compareLayers(affected, work) : await compareInTime(limit, affected, work);
  upstreams?.add(compared.preview);
  const removal = affected.folder === "removed" ? await removalOf(environment, ports) : undefined;
  const preview = removal ? { ...compared.preview, removal } : compared.preview;
  if (isWatched)
    ports.onProgress({ kind: "finished", environment, activity: "preview", ...summaryOf(compared.preview) });
  // Whether its plan holds longer is known only when the states were looked at once more.
  ports.onProgress({ kind: "previewed", environment, preview: withoutClaims(preview) });
  return { ...compared, preview: withCompactPlans(preview) };
}

/** @param compared receives each layer as it is compared */
async function compareLayers(
  affected: AffectedEnvironment,
  work: Work,
  target: LayerTarget = targetOf(affected.name, work),
  compared: LayerPreview[] = [],
): Promise<ComparedEnvironment> {
  // One after the other: an environment's layers share what is read of it, and several environments are compared at a time already.
  for (const layer of wantedLayers(affected, work.at))
    compared.push(await compareLayer(layer, { ...target, comparedBefore: [...compared] }, work));
  return { preview: { affected, layers: compared }, target };
}

async function compareLayer(layer: Layer, target: LayerTarget, work: Work): Promise<LayerPreview> {
  const { ports, upstreams, shownBefore } = work;
  if (layer !== "infrastructure") return await ports.layers[layer].compare(target);
  const problem = upstreams?.problemOf(target.environment);
  if (problem) return { layer, at: ports.clock.now().toISOString(), kind: "unknown", problem };
  const known = shownBefore.get(target.environment);
  if (known) return known;
  return await ports.layers[layer].compare(target);
}

function wantedLayers(affected: AffectedEnvironment, { only }: LookedAt): readonly Layer[] {
  return layersToCompare(affected).filter((layer) => only?.includes(layer) ?? true);
}

/** An engine that is told to stop ends its program and lets the calls of providers finish. */
const millisecondsToStop = 10_000;

/** What was compared in time stays; the other layers are unknown, and what is found of them later is dropped. */
async function compareInTime(limit: number, affected: AffectedEnvironment, work: Work): Promise<ComparedEnvironment> {
  const { at, ports } = work;
  const [over, done] = [new AbortController(), new AbortController()];
  const signal = AbortSignal.any([ports.signal, over.signal]);
  const target = { ...targetOf(affected.name, work), signal };
  const layers: LayerPreview[] = [];
  const comparing = compareLayers(affected, work, target, layers);
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

function targetOf(environment: string, { at, inputs, upstreams }: Work): LayerTarget {
  const { tree, desired, workspace, config, refresh, manifests, refuseManifests, mayShareProcess = false } = at;
  const { kubediffs, isAsApplied, checksMachines = false, checkLimit, standing } = at;
  return {
    environment,
    commit: tree.commit,
    folder: workspace.folder,
    config,
    refresh,
    mayShareProcess,
    ...(upstreams && { upstreams: upstreams.of(environment) }),
    ...(kubediffs && { kubediffs }),
    checksMachines,
    ...(checkLimit && { checkLimit }),
    ...(manifests && {
      standingPlaybookFiles: () => manifests.playbooks(environment),
      appliedInstances: () => manifests.instances(environment),
    }),
    standingInstances: () => standing.instances(environment),
    ...(isAsApplied && { isAsApplied: () => isAsApplied(environment) }),
    desired: () => desired.of(environment),
    manifests: () => desired.manifestsOf(environment),
    standingManifests: async () => manifests?.assumed(environment),
    programInputs: () => inputs.of(environment),
    refusedManifests: async () => (refuseManifests ? desired.manifestProblemOf(environment) : undefined),
  };
}

function summaryOf(preview: EnvironmentPreview): { readonly message: string; readonly good: boolean } {
  const [problem] = problemsIn(preview);
  if (problem) return { message: problem.message, good: false };
  const infrastructure = plannedLayer(preview, "infrastructure");
  const message = infrastructure?.kind === "planned" ? plannedText(infrastructure.counts) : "no changes";
  return { message: infrastructure?.shownBefore ? `${message}, as shown before` : message, good: true };
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`${name} got lost while the environments were previewed.`);
  return value;
}
