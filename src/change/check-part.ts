import { memberOf } from "../lib/index.ts";
import type { AffectedEnvironment } from "./affected.ts";
import { digestOf } from "./digest.ts";
import { PartNotBelieved } from "./errors.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import { manifestSteps } from "./manifest-steps.ts";
import type { PreviewPart } from "./merge-previews.ts";
import { isPlanned, type LayerPreview, layersToCompare, type PlannedLayer } from "./preview.ts";
import { type ShownStep, shownSteps } from "./shown-step.ts";
import { isStale, type LastChange, staleLayer } from "./stale-layer.ts";
import { countChanges } from "./summary.ts";

/** What is known of an environment that the change touches without running the change's code. */
export interface TouchedEnvironment {
  readonly affected: AffectedEnvironment;
  /** What a sync agent would build of the change. Absent where its declaration does not say that. */
  readonly manifests?: ManifestFiles;
  /** What may stand of it: each manifest that differs from one of these has to be shown. `undefined` for nothing. */
  readonly mayStand: readonly (ManifestFiles | undefined)[];
  /** Absent where no run on record may have changed it. */
  readonly changed?: LastChange;
}

/** The previews of a part, as far as they are believed. */
export interface PartToBelieve {
  readonly part: PreviewPart;
  /** Environments that the change touches by name, found out by another job. */
  readonly touched: ReadonlyMap<string, TouchedEnvironment>;
  /**
   * Whether what was compared with an older state counts, as long as nothing contradicts it. That of a merge queue's commit does: more
   * is in it than would happen now, and nothing of it is recorded.
   */
  readonly takesOlder: boolean;
}

/**
 * Checks a part that a job made which ran the change's own code, and could have written anything into it: that it shows all that it
 * binds. Then a part that says more than is true lets `up` do no more than people saw and approved.
 *
 * A layer that was compared before a run changed the environment is unknown: what the part says of it was true of another state.
 *
 * @throws {PartNotBelieved}
 */
export function believedPart({ part, touched, takesOlder }: PartToBelieve): PreviewPart {
  const { name, preview } = part;
  const environments = preview.environments.map((each) => {
    const environment = each.affected.name;
    const refuse = (because: string): never => {
      throw new PartNotBelieved({ part: name, environment, because });
    };
    const known = touched.get(environment) ?? refuse("the change does not touch the environment");
    const problem = problemOfLayers(each.layers, known.affected);
    if (problem !== undefined) refuse(problem);
    const layers = each.layers.map((layer) => {
      if (!isPlanned(layer)) return layer;
      const { changed } = known;
      const because = contradictionIn(layer, known);
      if (changed && isStale(layer, changed) && (because !== undefined || !takesOlder))
        return staleLayer(layer, { part: name, environment, changed });
      return because === undefined ? layer : refuse(`of the layer ${layer.layer}, ${because}`);
    });
    return { ...each, layers };
  });
  return { ...part, preview: { ...preview, environments } };
}

function problemOfLayers(layers: readonly LayerPreview[], affected: AffectedEnvironment): string | undefined {
  const names = layers.map(({ layer }) => layer);
  const repeated = names.find((layer, index) => names.indexOf(layer) !== index);
  if (repeated !== undefined) return `the layer ${repeated} is there twice`;
  const missing = layersToCompare(affected).find((layer) => !names.includes(layer));
  return missing && `the change touches the layer ${missing}, which is not there`;
}

function contradictionIn(layer: PlannedLayer, known: TouchedEnvironment): string | undefined {
  const { kind, steps, planDigest, manifests } = layer;
  if (planDigest !== digestOf(manifests ? [] : steps, manifests)) return "the digest is not that of the steps";
  if (kind === "unchanged" && steps.length > 0) return "there are steps where nothing would change";
  switch (layer.layer) {
    case "infrastructure":
      return contradictionInPlan(layer);
    case "cluster":
      return contradictionInManifests(layer, known);
    default:
      return "nothing compares the layer";
  }
}

function contradictionInPlan({ kind, steps, counts, planDigest, manifests, plan }: PlannedLayer): string | undefined {
  if (manifests !== undefined) return "there are manifests, and an engine carries the layer out";
  // An unchanged layer that was shown before has no plan, and binds nothing.
  if (plan === undefined) return kind === "unchanged" ? undefined : "the engine's plan is missing";
  if (planDigest !== digestOf(shownSteps(plan))) return "the steps that bind are not those of the plan that is shown";
  if (saysTwoThings(steps)) return "one step is there twice with different values";
  return differs(counts, countChanges(plan.steps)) ? "the numbers are not those of the plan" : undefined;
}

/** Several old halves of replacements may wait to be deleted under one URN: these steps are equal. */
function saysTwoThings(steps: readonly ShownStep[]): boolean {
  const digests = new Map<string, string>();
  return steps.some((step) => {
    const key = JSON.stringify([step.op, step.urn]);
    const digest = digestOf([step]);
    const before = digests.get(key) ?? digest;
    digests.set(key, digest);
    return before !== digest;
  });
}

function contradictionInManifests(
  { steps, counts, manifests, plan }: PlannedLayer,
  known: TouchedEnvironment,
): string | undefined {
  if (plan !== undefined) return "there is an engine's plan, and a sync agent carries the layer out";
  const { manifests: now, mayStand } = known;
  if (!(manifests && now) || digestOf([], manifests) !== digestOf([], now))
    return "the manifests that bind are not those of the change";
  if (new Set(steps.map(({ urn }) => urn)).size < steps.length) return "one manifest is there twice";
  const wrong = steps.find((step) => !isOf(step, now));
  if (wrong) return `the step of ${wrong.urn} is not what the change does`;
  const shown = new Set(steps.map(({ urn }) => urn));
  const missing = mayStand.map((before) => manifestSteps(before, now).find(({ urn }) => !shown.has(urn)));
  const [first] = missing;
  if (first && missing.every((step) => step !== undefined)) return `the change of ${first.urn} is not shown`;
  return differs(counts, { ...countChanges(steps), same: counts.same })
    ? "the numbers are not those of the steps"
    : undefined;
}

/** Whether the step ends in what the change says. Whether a file is new depends on what stands. */
function isOf({ urn, op, paths }: ShownStep, { folder, files, settings }: ManifestFiles): boolean {
  const content = memberOf(files, urn) ?? (urn === folder ? settings : undefined);
  return content === undefined ? op === "delete" : (op === "create" || op === "update") && paths["content"] === content;
}

function differs(counts: PlannedLayer["counts"], counted: PlannedLayer["counts"]): boolean {
  return Object.entries(counts).some(([key, count]) => counted[key as keyof typeof counted] !== count);
}
