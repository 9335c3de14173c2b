import {
  type BuiltManifests,
  type ChangedManifest,
  changedManifests,
  type EnvironmentPreview,
  isPlanned,
  type LayerPreview,
  type PlannedLayer,
  type ReadManifests,
  type ShownStep,
} from "../../change/index.ts";
import { stepWords } from "../operation/index.ts";
import { byLoudness, isToldInOneLine, planLines, stepLines, stepsByLoudness } from "../section/index.ts";
import { isShown, manifestPatch } from "./manifest-patch.ts";
import { withoutName } from "./without-name.ts";

/** Environments to which the very same would happen, but for their own name in it. */
export interface EqualChanges {
  readonly names: readonly string[];
  /** That of the first name. */
  readonly preview: EnvironmentPreview;
  /** What would happen to each resource and manifest of the first, property by property. */
  readonly lines: readonly string[];
  /** How its manifests differ. */
  readonly patch: readonly string[];
  /** Those of the first. */
  readonly manifests: readonly ChangedManifest[];
}

/** Loudest first; environments keep their order. */
export function equalChanges(previews: readonly EnvironmentPreview[], read: ReadManifests): readonly EqualChanges[] {
  const groups = new Map<string, EqualChanges & { readonly names: string[] }>();
  for (const preview of byLoudness(previews)) {
    const { name } = preview.affected;
    const lines = preview.layers.flatMap(layerLines);
    const manifests = changedManifests(preview, read);
    const built = read.builtManifests?.get(name);
    const patch = [...noteOnBuild(built, manifests), ...manifests.flatMap(manifestPatch)];
    const told = new Set(manifests.filter(isShown).map((manifest) => manifest.name));
    const isTold = (path: string) => told.has(path) || (built?.kind === "built" && built.sources.has(path));
    const outline = preview.layers.map((layer) => JSON.stringify(outlineOf(layer, isTold)));
    const unshown = [...preview.layers.flatMap(unshownLines), ...manifests.flatMap(hiddenLines)];
    const compared = [outline, lines, unshown, patch].map((each) => withoutName(each, name));
    const key = JSON.stringify([preview.affected.folder, ...compared]);
    const group = groups.get(key);
    if (group) group.names.push(name);
    else groups.set(key, { names: [name], preview, lines, patch, manifests });
  }
  return [...groups.values()];
}

/** What tells layers apart beside their lines. */
function outlineOf(layer: LayerPreview, isTold: (path: string) => boolean): unknown {
  if (!isPlanned(layer)) return [layer.layer, layer.kind, "problem" in layer ? layer.problem : ""];
  // Git names a file by its content, in which the environment's own name may stand: what is shown is compared by its text.
  const unseen = layer.manifests ? layer.steps.filter(({ urn }) => !isTold(urn)) : playbooksIn(layer);
  return [layer.layer, layer.kind, layer.counts, unseen];
}

/** Files of playbooks that would be run otherwise. A machine's declaration has its name in it. */
function playbooksIn({ playbookFiles, steps }: PlannedLayer): readonly ShownStep[] {
  return playbookFiles ? steps.filter(({ urn }) => urn.startsWith(`${playbookFiles.folder}/`)) : [];
}

function layerLines(layer: LayerPreview): readonly string[] {
  if (!isPlanned(layer) || layer.kind === "unchanged") return [];
  if (layer.plan) return planLines(stepsByLoudness(layer.plan.steps));
  return layer.steps.map(({ op, urn }) => `${stepWords[op].symbol} ${stepWords[op].plan} ${urn}`);
}

function noteOnBuild(built: BuiltManifests | undefined, manifests: readonly ChangedManifest[]): readonly string[] {
  if (built?.kind === "not-built")
    return [`  the files as they are written: they are not built, because ${built.because}`];
  return built?.differ && manifests.length === 0 ? ["  the same objects are built as before"] : [];
}

/** What is compared without being shown. Of files that are not shown the steps are compared. */
function hiddenLines(manifest: ChangedManifest): readonly string[] {
  if (manifest.kind !== "object" || isShown(manifest)) return [];
  return [manifest.before ?? "", manifest.after ?? ""].flatMap((text) => text.split("\n"));
}

/** Of steps that are told in one line all lines, since what differs in them is another change as well. */
function unshownLines(layer: LayerPreview): readonly string[] {
  if (!isPlanned(layer) || layer.kind === "unchanged" || !layer.plan) return [];
  return stepsByLoudness(layer.plan.steps).filter(isToldInOneLine).flatMap(stepLines);
}
