import { type EnvironmentPreview, isPlanned, type PlannedLayer } from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, line } from "../document/index.ts";
import { stepWords } from "../operation/index.ts";
import { planLines, stepsByLoudness } from "./plan-lines.ts";
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
  return [{ kind: "details", summary, blocks: [{ kind: "diff", lines: planLines(steps) }] }];
}

function manifestsOf(name: string, { layer, kind, steps, playbookFiles }: PlannedLayer): readonly Block[] {
  // What stands in a cluster may differ where no manifest does.
  if (kind === "unchanged" || steps.length === 0) return [];
  const what = playbookFiles
    ? `${counted(steps.length, "file or machine", "files and machines")}; up runs the playbooks on all machines, batch by batch`
    : `${counted(steps.length, "manifest")}; the sync agent applies them`;
  const summary = `${name} ${layer}: ${what}`;
  const lines = steps.map(({ op, urn }) => `${stepWords[op].symbol} ${stepWords[op].plan} ${urn}`);
  return [{ kind: "details", summary, blocks: [{ kind: "diff", lines }] }];
}
