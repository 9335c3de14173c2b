import { type ManifestFiles, unshownManifests, unshownPlaybookFiles } from "./manifest-files.ts";
import { type EnvironmentPreview, isPlanned, type PlannedLayer } from "./preview.ts";
import type { Unshown } from "./run.ts";
import type { BindingPlan, ShownLayer } from "./shown-layer.ts";
import type { ShownStep } from "./shown-step.ts";
import { type UnshownStep, unshownSteps } from "./unshown.ts";

/**
 * What would happen beyond what several change requests showed, each without the others. Empty means: at most what they showed together.
 *
 * A step counts as shown when one of them showed it as it is now, or when all of them did together: of a property that several showed, the
 * value counts that was shown last. A file counts as shown when one of them showed its content.
 *
 * @param plans oldest first
 * @param applied the manifests that stand, by environment
 */
export function unshownOfSeveral(
  previews: readonly EnvironmentPreview[],
  plans: readonly BindingPlan[],
  applied: ReadonlyMap<string, ManifestFiles>,
): readonly Unshown[] {
  return previews.flatMap((preview): readonly Unshown[] => {
    const environment = preview.affected.name;
    const layers = plans.filter((plan) => plan.environment === environment).flatMap((plan) => plan.layers);
    const found = preview.layers.filter(isPlanned).map((now) =>
      unshownOfLayer(
        now,
        layers.filter(({ layer }) => layer === now.layer),
        applied.get(environment),
      ),
    );
    const steps = found.flatMap((each) => each.steps);
    const manifests = found.flatMap((each) => each.manifests);
    return steps.length + manifests.length > 0 ? [{ environment, steps, manifests }] : [];
  });
}

type Shown = Pick<ShownLayer, "layer" | "steps" | "manifests" | "playbookFiles">;

function unshownOfLayer(
  now: PlannedLayer,
  shown: readonly Shown[],
  applied: ManifestFiles | undefined,
): Pick<Unshown, "steps" | "manifests"> {
  const { manifests, playbookFiles } = now;
  if (playbookFiles) {
    const unshown = shownOrNone(shown).map((each) =>
      unshownPlaybookFiles(each?.playbookFiles, playbookFiles, now.steps),
    );
    return { steps: [], manifests: inAll(unshown) };
  }
  if (!manifests) {
    const beyondAll = unshownSteps(together(shown.flatMap(({ steps }) => steps)), now.steps);
    const isShownByOne = ({ step }: UnshownStep) => shown.some(({ steps }) => unshownSteps(steps, [step]).length === 0);
    return { steps: beyondAll.filter((each) => !isShownByOne(each)), manifests: [] };
  }
  const unshown = shownOrNone(shown).map((each) => unshownManifests(each?.manifests, manifests, applied));
  return { steps: [], manifests: inAll(unshown) };
}

function shownOrNone(shown: readonly Shown[]): readonly (Shown | undefined)[] {
  return shown.length > 0 ? shown : [undefined];
}

function inAll([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  return first.filter((path) => others.every((paths) => paths.includes(path)));
}

function together(steps: readonly ShownStep[]): readonly ShownStep[] {
  const byKey = new Map<string, ShownStep>();
  for (const step of steps) {
    const key = `${step.op} ${step.urn}`;
    byKey.set(key, { ...step, paths: { ...byKey.get(key)?.paths, ...step.paths } });
  }
  return [...byKey.values()];
}
