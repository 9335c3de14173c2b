import {
  type BindingPlan,
  type EnvironmentPreview,
  isPlanned,
  type ManifestFiles,
  type PlanDigest,
  type Refusal,
  type Unshown,
  unshownManifests,
  unshownPlaybookFiles,
  unshownSteps,
} from "../../change/index.ts";
import type { FoundPlan } from "../../history/index.ts";

/** What was seen before a run was agreed to. */
export type ShownBefore =
  /** A report that was kept: everything that happens has to be in it. */
  | { readonly kind: "report"; readonly name: string; readonly plans: readonly BindingPlan[] }
  /** Only its digest was kept. */
  | { readonly kind: "digest"; readonly digest: PlanDigest }
  /** What several merges showed, each without the others. */
  | { readonly kind: "merges"; readonly merges: readonly ShownMerge[] }
  /** What the record says was shown for this commit. Environments that are not in it were not shown, and start unless `required`. */
  | { readonly kind: "record"; readonly plans: ReadonlyMap<string, FoundPlan>; readonly required: boolean };

/** What one of several merges showed. */
export interface ShownMerge {
  /** In words, for people. */
  readonly name: string;
  /** Those that it changes: what it changes in all of them starts in all of them, or in none. */
  readonly environments: readonly string[];
  readonly plans: readonly BindingPlan[];
}

/** Whether a run may start: `undefined`, or why not. Compared before the first operation of any environment. */
export function checkShown(
  previews: readonly EnvironmentPreview[],
  digest: PlanDigest | undefined,
  shown: Exclude<ShownBefore, { kind: "merges" }>,
  applied: ReadonlyMap<string, ManifestFiles>,
): Refusal | undefined {
  if (shown.kind === "digest") {
    if (digest === shown.digest) return undefined;
    return {
      kind: "not-what-was-shown",
      shownBy: "--expect-digest",
      expected: shown.digest,
      ...(digest && { found: digest }),
      unshown: [],
    };
  }
  const plans =
    shown.kind === "report"
      ? new Map(shown.plans.map((plan) => [plan.environment, plan]))
      : (shown.plans as ReadonlyMap<string, BindingPlan>);
  const strict = shown.kind === "report" || shown.required;
  const unshown = previews.flatMap((preview) => {
    const plan = plans.get(preview.affected.name);
    return plan || strict ? unshownIn(preview, plan, applied.get(preview.affected.name)) : [];
  });
  if (unshown.length === 0) return undefined;
  const by = shown.kind === "report" ? shown.name : shownByOf(unshown, shown.plans);
  return { kind: "not-what-was-shown", shownBy: by, unshown };
}

function unshownIn(
  preview: EnvironmentPreview,
  plan: BindingPlan | undefined,
  applied: ManifestFiles | undefined,
): readonly Unshown[] {
  const found = preview.layers.filter(isPlanned).map((layer) => {
    const shown = plan?.layers.find((each) => each.layer === layer.layer);
    if (layer.playbookFiles)
      return { steps: [], manifests: unshownPlaybookFiles(shown?.playbookFiles, layer.playbookFiles, layer.steps) };
    // What binds of a layer with manifests are these: its steps depend on what its agent has applied by now.
    return layer.manifests
      ? { steps: [], manifests: unshownManifests(shown?.manifests, layer.manifests, applied) }
      : { steps: unshownSteps(shown?.steps ?? [], layer.steps), manifests: [] };
  });
  const steps = found.flatMap((each) => each.steps);
  const manifests = found.flatMap((each) => each.manifests);
  return steps.length + manifests.length > 0 ? [{ environment: preview.affected.name, steps, manifests }] : [];
}

function shownByOf(unshown: readonly Unshown[], plans: ReadonlyMap<string, FoundPlan>): string {
  const found = unshown.map(({ environment }) => plans.get(environment)?.shownBy).find((by) => by !== undefined);
  return found ?? "no preview of this commit";
}
