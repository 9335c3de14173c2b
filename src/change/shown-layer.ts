import type { PlanDigest } from "./digest.ts";
import type { InputsDigest } from "./inputs-digest.ts";
import { digestOfKeptPlan, type KeptPlanDigest } from "./kept-plan.ts";
import type { Layer } from "./layer.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import type { PlannedLayer, RestsOn, ShownBefore } from "./preview.ts";
import type { ShownStep } from "./shown-step.ts";
import type { ChangeCounts } from "./summary.ts";

/** What a preview showed of one layer, as records of the history and reports in JSON hold it. */
export interface ShownLayer {
  readonly layer: Layer;
  readonly kind: PlannedLayer["kind"];
  /** When it was compared. */
  readonly at: string;
  readonly planDigest: PlanDigest;
  /** Of what it was made of; absent where that was not known. */
  readonly inputsDigest?: InputsDigest;
  /** Nothing decided about it but these inputs. Absent where that is not certain: then it is not shown again. */
  readonly repeatable?: true;
  /** The engine warned of something, in words that are kept beside the record. */
  readonly warned?: true;
  /** Of the plan in full that is kept beside the record, where one is: what is shown again has to be the very same. */
  readonly keptPlan?: KeptPlanDigest;
  /** Of a plan that was not made again. */
  readonly shownBefore?: ShownBefore;
  /** Changes that were not applied then, and that it rests on. */
  readonly restsOn?: readonly RestsOn[];
  /** Everything that would happen: what `up` may do at most. */
  readonly steps: readonly ShownStep[];
  readonly counts: ChangeCounts;
  /** What the sync agent would build, of the cluster. */
  readonly manifests?: ManifestFiles;
  /** What machines are configured by. */
  readonly playbookFiles?: ManifestFiles;
}

/** What of a shown environment binds an `up`. */
export interface BindingPlan {
  readonly environment: string;
  readonly layers: readonly Pick<ShownLayer, "layer" | "steps" | "manifests" | "playbookFiles">[];
}

/** A planned layer without the engine's plan, whose values are no hashes. */
export function shownLayer(planned: PlannedLayer): ShownLayer {
  const { plan } = planned;
  return { ...whatIsShown(planned), ...(plan && keepsPlan(planned) && { keptPlan: digestOfKeptPlan(plan) }) };
}

/** {@link shownLayer} for readers who have the plan itself. */
export function whatIsShown(planned: PlannedLayer): Omit<ShownLayer, "keptPlan"> {
  const {
    layer,
    kind,
    at,
    planDigest,
    inputsDigest,
    repeatable,
    warned,
    shownBefore,
    restsOn,
    steps,
    counts,
    manifests,
    playbookFiles,
  } = planned;
  return {
    layer,
    kind,
    at,
    planDigest,
    ...(inputsDigest && { inputsDigest }),
    ...(repeatable && { repeatable }),
    ...(warned && { warned }),
    ...(shownBefore && { shownBefore }),
    ...(restsOn && { restsOn }),
    steps,
    counts,
    ...(manifests && { manifests }),
    ...(playbookFiles && { playbookFiles }),
  };
}

/** Whether it can be shown again by its plan alone: what changes nothing and warns of nothing is shown from the record. */
export function keepsPlan({ kind, warned, repeatable, inputsDigest }: PlannedLayer): boolean {
  return (kind === "planned" || warned === true) && repeatable === true && inputsDigest !== undefined;
}
