import {
  type AffectedEnvironment,
  digestOfKeptPlan,
  type LayerPreview,
  layersToCompare,
  type PlannedLayer,
} from "../../change/index.ts";
import type { FoundLayer, History, KeptPlans, RecordedChangeRequest } from "../../history/index.ts";
import { GroundworkError } from "../../lib/index.ts";
import { withCompactPlan } from "./compact-plans.ts";
import type { InputsOfEnvironments } from "./inputs-of-environments.ts";
import type { ShownPlans } from "./shown-plans.ts";

/** How environments use each other. */
interface UsedEnvironments {
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those that the change touches, and that are not previewed with the others. */
  readonly unselected: readonly string[];
}

/**
 * The infrastructure of those environments whose program would be run with the very inputs that a preview on record was made of. It
 * costs no run of an engine.
 *
 * Taken over is a plan that can be shown in full: one without changes and warnings, or one that is kept and is what the record says. Of
 * environments that are used by one that has to be compared, none is taken over, since only an engine tells their outputs; nor is one
 * that uses an environment which is previewed elsewhere.
 */
export async function shownAgain(
  affected: readonly AffectedEnvironment[],
  { dependencies, unselected }: UsedEnvironments,
  inputs: InputsOfEnvironments,
  { history, plans, changeRequest }: ShownPlans,
): Promise<ReadonlyMap<string, PlannedLayer>> {
  const shown = await shownByInputs(history, changeRequest);
  if (shown.size === 0) return new Map();
  const compared = affected.filter((each) => layersToCompare(each).includes("infrastructure"));
  const found = await Promise.all(
    compared.map(async ({ name }) => {
      if (unselected.some((other) => dependencies.get(name)?.has(other))) return [name, undefined] as const;
      const digest = await inputs.of(name);
      const layer = digest && shown.get(digest);
      const taken = layer?.environment === name ? await takenOver(layer, plans) : undefined;
      return [name, taken] as const;
    }),
  );
  const again = new Map(found.flatMap(([name, layer]) => (layer ? [[name, layer] as const] : [])));
  const toRun = new Set(compared.map(({ name }) => name).filter((name) => !again.has(name)));
  for (const name of toRun)
    for (const upstream of dependencies.get(name) ?? []) if (again.delete(upstream)) toRun.add(upstream);
  return again;
}

/** Records that cannot be read keep no environment from being compared; that they cannot be read is said where they are written. */
async function shownByInputs(
  history: ShownPlans["history"],
  changeRequest: RecordedChangeRequest | undefined,
): ReturnType<History["shownByInputs"]> {
  try {
    return await history.shownByInputs("infrastructure", changeRequest);
  } catch (thrown) {
    if (!(thrown instanceof GroundworkError)) throw thrown;
    return new Map();
  }
}

async function takenOver(found: FoundLayer, plans: KeptPlans): Promise<PlannedLayer | undefined> {
  const { environment, preview, keptPlan, ...shown } = found;
  const layer: LayerPreview & PlannedLayer = { ...shown, shownBefore: preview };
  if (found.kind === "unchanged" && !found.warned) return layer;
  const plan = found.inputsDigest && (await plans.find(environment, found.inputsDigest));
  // A program that changes the file could otherwise have values, protection and warnings shown that no preview gave.
  if (!plan || digestOfKeptPlan(plan) !== keptPlan) return undefined;
  return withCompactPlan({ ...layer, plan });
}
