import { type EnvironmentPreview, type PlanDigest, type Refusal, type Unshown, unshownSteps } from "../change/index.ts";
import type { FoundPlan, ShownPlan } from "../history/index.ts";

/** What somebody has seen before saying yes. */
export type ShownBefore =
  /** A report that was kept: everything that happens has to be in it. */
  | { readonly kind: "report"; readonly name: string; readonly plans: readonly ShownPlan[] }
  /** Only its digest was kept. */
  | { readonly kind: "digest"; readonly digest: PlanDigest }
  /** What the record says was shown for this commit. Environments that are not in it were not asked about. */
  | { readonly kind: "record"; readonly plans: ReadonlyMap<string, FoundPlan>; readonly required: boolean };

/** Whether a run may start: `undefined`, or why not. Compared before the first operation of any environment. */
export function checkShown(
  previews: readonly EnvironmentPreview[],
  digest: PlanDigest | undefined,
  shown: ShownBefore,
): Refusal | undefined {
  if (shown.kind === "digest") {
    if (digest === shown.digest) return undefined;
    return {
      kind: "not-what-was-shown",
      shownBy: "--expect-digest",
      expected: shown.digest,
      ...(digest && { found: digest }),
      unshown: unshownIn(previews, () => []),
    };
  }
  const plans =
    shown.kind === "report"
      ? new Map(shown.plans.map((plan) => [plan.environment, plan]))
      : (shown.plans as ReadonlyMap<string, ShownPlan>);
  const strict = shown.kind === "report" || shown.required;
  const unshown = unshownIn(previews, (environment) => plans.get(environment)?.steps ?? (strict ? [] : undefined));
  if (unshown.length === 0) return undefined;
  const by = shown.kind === "report" ? shown.name : shownByOf(unshown, shown.plans);
  return { kind: "not-what-was-shown", shownBy: by, unshown };
}

/** Asks for the shown steps of each planned environment; `undefined` leaves it out. */
function unshownIn(
  previews: readonly EnvironmentPreview[],
  shownStepsOf: (environment: string) => ShownPlan["steps"] | undefined,
): readonly Unshown[] {
  return previews.flatMap((preview): readonly Unshown[] => {
    if (preview.kind !== "planned") return [];
    const environment = preview.affected.name;
    const before = shownStepsOf(environment);
    const steps = before ? unshownSteps(before, preview.steps) : [];
    return steps.length > 0 ? [{ environment, steps }] : [];
  });
}

function shownByOf(unshown: readonly Unshown[], plans: ReadonlyMap<string, FoundPlan>): string {
  const found = unshown.map(({ environment }) => plans.get(environment)?.shownBy).find((by) => by !== undefined);
  return found ?? "no preview of this commit";
}
