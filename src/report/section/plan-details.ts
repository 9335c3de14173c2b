import {
  type EnvironmentPreview,
  isPlanned,
  type PlannedLayer,
  type PlannedStep,
  resourceNameOf,
  type StepOp,
} from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, line } from "../document/index.ts";
import { plainPaint, propertyDiffLines, propertyLines, shownOp, stepWords } from "../operation/index.ts";
import { byLoudness } from "./preview-table.ts";

/** What would happen to each resource of each environment, property by property, and to each manifest. */
export function planDetails(previews: readonly EnvironmentPreview[]): readonly Block[] {
  return byLoudness(previews).flatMap(({ affected: { name }, layers }) =>
    layers
      .filter(isPlanned)
      .flatMap((layer) => (layer.layer === "infrastructure" ? planOf(name, layer) : manifestsOf(name, layer))),
  );
}

function planOf(name: string, { kind, plan }: PlannedLayer): readonly Block[] {
  if (kind === "unchanged" || !plan) return [line(`${name}: no changes in the infrastructure`)];
  const steps = stepsByLoudness(plan.steps);
  const summary = `${name}: ${counted(steps.length, "resource")}`;
  return [{ kind: "details", summary, blocks: [{ kind: "diff", lines: steps.flatMap(stepLines) }] }];
}

function manifestsOf(name: string, { layer, kind, steps }: PlannedLayer): readonly Block[] {
  if (kind === "unchanged") return [];
  const summary = `${name} ${layer}: ${counted(steps.length, "manifest")}; the sync agent applies them`;
  const lines = steps.map(({ op, urn }) => `${stepWords[op].symbol} ${stepWords[op].plan} ${urn}`);
  return [{ kind: "details", summary, blocks: [{ kind: "diff", lines }] }];
}

const loudFirst: readonly StepOp[] = ["delete", "replace", "update", "import", "create"];

/** The three steps of a replacement are one; what is lost comes first. */
export function stepsByLoudness(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const shown = new Map<string, PlannedStep>();
  for (const step of steps) {
    const op = shownOp(step.op);
    if (!loudFirst.includes(op)) continue;
    const known = shown.get(`${op} ${step.urn}`);
    if (!known || step.op === "replace") shown.set(`${op} ${step.urn}`, { ...step, op });
  }
  return [...shown.values()].toSorted((a, b) => loudFirst.indexOf(a.op) - loudFirst.indexOf(b.op));
}

/** What would happen to one resource, property by property. */
export function stepLines(step: PlannedStep): readonly string[] {
  const { type, name } = resourceNameOf(step.urn);
  const { symbol, plan } = stepWords[step.op];
  const title = `${symbol} ${plan} ${type} ${name}${step.protect && step.op !== "create" ? " (protected)" : ""}`;
  if (step.op === "create") return [title, ...propertyLines(step.newInputs ?? {}, "+", plainPaint.added, "    ")];
  if (step.op === "delete") return [title];
  const diff = {
    before: step.oldInputs ?? {},
    after: step.newInputs ?? {},
    ...(step.detailedDiff && { detailedDiff: step.detailedDiff }),
    replaceKeys: step.replaceKeys,
    changedKeys: step.diffs,
  };
  return [title, ...propertyDiffLines(diff, plainPaint, "    ")];
}
