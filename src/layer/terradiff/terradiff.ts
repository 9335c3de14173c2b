import {
  countChanges,
  differingPaths,
  digestOf,
  errorsIn,
  hasChanges,
  type LayerPreview,
  type LayerRun,
  noChanges,
  type Plan,
  type PlannedLayer,
  type Problem,
  problemOf,
  type RestsOn,
  runOfOutcome,
  shownSteps,
  withMadeUpNamesUnknown,
  withoutMadeUpNames,
} from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import type { PreviewedOutputs, SavedState, Work } from "../../engine/index.ts";
import { engineProgress } from "../engine-progress.ts";
import type { LayerAdapter, LayerTarget } from "../layer.ts";
import { infrastructureStatus } from "./infrastructure-status.ts";
import type { TerradiffPorts } from "./ports.ts";

/** The layer `infrastructure`: compared by the engine's preview, applied by its `up`. */
export function terradiff(ports: TerradiffPorts): LayerAdapter {
  return {
    layer: "infrastructure",
    compare: (target) => compare(target, ports),
    prefetch: (target) => prefetch(target, ports),
    apply: (target, planned) => apply(target, planned, ports),
    status: (known) => infrastructureStatus(known, ports.engines),
  };
}

async function compare(target: LayerTarget, ports: TerradiffPorts): Promise<LayerPreview> {
  const at = ports.clock.now().toISOString();
  const layer = "infrastructure";
  try {
    const desired = await target.desired();
    if ("problem" in desired) return { layer, at, kind: "failed", problem: desired.problem };
    const alike = await cloudAsLeft(target, desired, ports);
    if (alike) return { layer, at, ...alike };
    const inputsDigest = await target.programInputs();
    let outputs: PreviewedOutputs | undefined;
    const upstreams = target.upstreams && {
      upstreams: target.upstreams.outputs,
      onOutputs: (given: PreviewedOutputs) => void (outputs = given),
    };
    const engine = ports.engines.engineFor(desired);
    let plannedOn: SavedState | undefined;
    const onSavedState = (state: SavedState) => void (plannedOn = state);
    const made = await engine.preview({ ...workOf(target, ports), ...upstreams, onSavedState }, comparing(target));
    // Which names in them are made up is known by the plan alone.
    if (outputs) target.upstreams?.onOutputs(withMadeUpNamesUnknown(outputs, made));
    const plan = withoutMadeUpNames(made);
    if (plan.result === "cancelled") return { layer, at, kind: "unknown", problem: problemOfPlan(plan) };
    if (plan.result === "failed") {
      const partial = target.refresh ? { partial: plan } : {};
      return { layer, at, kind: "failed", problem: problemOfPlan(plan), ...partial };
    }
    const steps = shownSteps(plan);
    const counts = countChanges(plan.steps);
    const kind = hasChanges(counts) ? "planned" : "unchanged";
    const restsOn = restsOnIn(plan, target);
    return {
      layer,
      at,
      kind,
      steps,
      counts,
      planDigest: digestOf(steps),
      ...(inputsDigest && { inputsDigest }),
      ...(inputsDigest && isRepeatable(plan, restsOn, target) && { repeatable: true }),
      ...(plan.diagnostics.some(({ severity }) => severity === "warning") && { warned: true }),
      ...(restsOn.length > 0 && { restsOn }),
      ...(plannedOn !== undefined && { plannedOn }),
      plan,
    };
  } catch (thrown) {
    return { layer, at, kind: "failed", problem: problemOf(thrown) };
  }
}

/**
 * The comparison of the cloud with the state alone, where the state is known to be what the program makes of the commit. `undefined` where
 * the cloud differs, so that only the program tells what bringing it up would change, and where it could not be read.
 */
async function cloudAsLeft(
  target: LayerTarget,
  desired: DesiredState,
  ports: TerradiffPorts,
): Promise<Omit<LayerPreview & { readonly kind: "unchanged" }, "layer" | "at"> | undefined> {
  if (!target.refresh || !(await target.isAsApplied?.())) return undefined;
  const engine = ports.engines.engineFor(desired);
  const { steps, result, ...found } = await engine.refresh(workOf(target, ports), { previewOnly: true });
  if (result !== "succeeded") return undefined;
  const read = steps.map((step) => ({ ...step, op: "refresh" as const }));
  const differs = steps.some((step) => step.op === "delete" || Object.keys(differingPaths(step)).length > 0);
  if (differs) return undefined;
  const counts = { ...noChanges, same: steps.length };
  return { kind: "unchanged", steps: [], counts, planDigest: digestOf([]), plan: { ...found, result, steps: read } };
}

async function prefetch(target: LayerTarget, { engines }: TerradiffPorts): Promise<void> {
  try {
    const desired = await target.desired();
    if ("problem" in desired) return;
    await engines.engineFor(desired).prefetch?.({ project: engines.project, stack: target.environment });
  } catch {
    // The comparison meets it again, and says what it is.
  }
}

/** An engine that does not say what it read has read the outputs that stand. */
function restsOnIn({ reads }: Plan, { upstreams }: LayerTarget): readonly RestsOn[] {
  const read = (name: string) => reads === undefined || reads.stacks.includes(name);
  const standing = [...(reads ? [] : (upstreams?.pending ?? [])), ...(upstreams?.unselected ?? []).filter(read)];
  return [
    ...(reads?.previewed ?? []).map((environment) => ({ environment, outputs: "previewed" }) as const),
    ...standing.map((environment) => ({ environment, outputs: "standing" }) as const),
  ];
}

/** Certain only where the engine says what the program read, and the inputs name that. */
function isRepeatable({ reads }: Plan, restsOn: readonly RestsOn[], { upstreams }: LayerTarget): boolean {
  if (!reads || reads.cloud) return false;
  if (restsOn.some(({ outputs }) => outputs === "standing")) return false;
  return reads.stacks.every((stack) => upstreams?.declared.includes(stack));
}

async function apply(target: LayerTarget, planned: PlannedLayer, ports: TerradiffPorts): Promise<LayerRun> {
  const { environment, commit } = target;
  const startedAt = ports.clock.now().getTime();
  const finished = (message: string, good: boolean) =>
    ports.onProgress({ kind: "finished", environment, activity: "up", message, good });
  const refused = (problem: Problem): LayerRun => {
    finished(problem.message, false);
    return { layer: "infrastructure", at: ports.clock.now().toISOString(), kind: "refused", problem };
  };
  ports.onProgress({ kind: "started", environment, activity: "up" });
  try {
    const desired = await target.desired();
    if ("problem" in desired) return refused(desired.problem);
    const { plannedOn, planDigest } = planned;
    const outcome = await ports.engines
      .engineFor(desired)
      .up(workOf(target, ports), { ...optionsOf(target), ...(plannedOn !== undefined && { plannedOn }) });
    finished(planned.kind === "planned" ? outcome.result : "no changes", outcome.result === "succeeded");
    const now = ports.clock.now();
    const milliseconds = now.getTime() - startedAt;
    const { repeatable } = planned;
    return runOfOutcome(outcome, { at: now.toISOString(), milliseconds, commit, planDigest, repeatable });
  } catch (thrown) {
    return refused(problemOf(thrown));
  }
}

function workOf({ environment, folder, config, signal, mayShareProcess }: LayerTarget, ports: TerradiffPorts): Work {
  return {
    stack: { project: ports.engines.project, stack: environment },
    program: { folder },
    config,
    onEvent: engineProgress(environment, ports.onProgress),
    signal: signal ?? ports.signal,
    ...(mayShareProcess && { mayShareProcess }),
  };
}

/** The cloud is not asked in vain: one resource that cannot be compared leaves the others known. */
function comparing(target: LayerTarget) {
  return target.refresh ? { refresh: true, continueOnError: true } : undefined;
}

function optionsOf({ refresh }: LayerTarget) {
  return refresh ? { refresh } : undefined;
}

function problemOfPlan({ result, diagnostics }: Plan): Problem {
  const details = errorsIn(diagnostics);
  if (result !== "cancelled") {
    const [message = "The preview failed without saying why.", ...more] = details;
    return { code: "preview-failed", kind: "unknown", message, details: more };
  }
  const message = "The preview was interrupted, so what would happen is not known.";
  return { code: "cancelled", kind: "unknown", message, details };
}
