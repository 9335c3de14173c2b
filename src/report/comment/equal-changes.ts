import { type EnvironmentPreview, isPlanned, type LayerPreview, type PlannedStep } from "../../change/index.ts";
import { qualifiedTypeOfUrn, typeOfUrn } from "../../pulumi/index.ts";
import { stepWords } from "../operation/index.ts";
import { byLoudness, stepLines, stepsByLoudness } from "../section/index.ts";

/** Environments to which the very same would happen, but for their own name in it. */
export interface EqualChanges {
  readonly names: readonly string[];
  /** That of the first name. */
  readonly preview: EnvironmentPreview;
  /** What would happen to each resource and manifest of the first, property by property. */
  readonly lines: readonly string[];
}

/** Loudest first; environments keep their order. */
export function equalChanges(previews: readonly EnvironmentPreview[]): readonly EqualChanges[] {
  const groups = new Map<string, { names: string[]; preview: EnvironmentPreview; lines: readonly string[] }>();
  for (const preview of byLoudness(previews)) {
    const { name } = preview.affected;
    const lines = preview.layers.flatMap(layerLines);
    const key = withoutName(JSON.stringify([preview.affected.folder, preview.layers.map(outlineOf), lines]), name);
    const group = groups.get(key);
    if (group) group.names.push(name);
    else groups.set(key, { names: [name], preview, lines });
  }
  return [...groups.values()];
}

/** What tells layers apart beside their lines. */
function outlineOf(layer: LayerPreview): unknown {
  if (!isPlanned(layer)) return [layer.layer, layer.kind, "problem" in layer ? layer.problem : ""];
  const contents = layer.manifests ? layer.steps : [];
  return [layer.layer, layer.kind, layer.counts, contents];
}

function layerLines(layer: LayerPreview): readonly string[] {
  if (!isPlanned(layer) || layer.kind === "unchanged") return [];
  if (layer.plan) return planLines(stepsByLoudness(layer.plan.steps));
  return layer.steps.map(({ op, urn }) => `${stepWords[op].symbol} ${stepWords[op].plan} ${urn}`);
}

/** Objects that install a sync agent are one line, and a definition of a kind of object is one: their content is no decision. */
function planLines(steps: readonly PlannedStep[]): readonly string[] {
  const ofAgent = steps.filter(isOfAgent);
  return [
    ...steps
      .filter((step) => !isOfAgent(step))
      .flatMap((step) => (isDefinition(step) ? titleOf(step) : stepLines(step))),
    ...(ofAgent.length === 0 ? [] : [`~ objects that install the sync agent: ${countsText(ofAgent)}`]),
  ];
}

function titleOf(step: PlannedStep): readonly string[] {
  return [`${stepLines({ ...step, newInputs: {}, oldInputs: {}, diffs: [], detailedDiff: {} })[0] ?? ""} (its schema)`];
}

function isOfAgent({ urn }: PlannedStep): boolean {
  return /groundwork:index:(?:Agent|Sync\$kubernetes:yaml:ConfigFile)\$/u.test(qualifiedTypeOfUrn(urn));
}

function isDefinition({ urn }: PlannedStep): boolean {
  return typeOfUrn(urn).endsWith(":CustomResourceDefinition");
}

function countsText(steps: readonly PlannedStep[]): string {
  const counts = new Map<string, number>();
  for (const { op } of steps) counts.set(stepWords[op].plan, (counts.get(stepWords[op].plan) ?? 0) + 1);
  return [...counts].map(([op, count]) => `${count} to ${op}`).join(", ");
}

/** The name as a word of its own: `dev` in `dev-main`, not in `devops`. */
function withoutName(text: string, name: string): string {
  const literal = name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(`(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])`, "gu"), "\u0000");
}
