import {
  addCounts,
  type ChangePreview,
  type EnvironmentPreview,
  hasChanges,
  isPlanned,
  plannedLayer,
  plannedText,
  problemsIn,
} from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Span, tone } from "../document/index.ts";
import { isUnhandled } from "./notes.ts";

/** What can be said of a preview in one line. */
export function verdictOfPreview({ environments }: Pick<ChangePreview, "environments">): string | Span {
  const unknown = environments.filter(isUnknown).length;
  if (unknown > 0) return `unknown for ${unknown} of ${environments.length}`;
  const counts = addCounts(environments.flatMap((each) => plannedLayer(each, "infrastructure")?.counts ?? []));
  if (environments.length === 0) return "nothing to do";
  if (!hasChanges(counts)) return "no changes in the infrastructure";
  const losesSomething = counts.replace + counts.delete > 0;
  return losesSomething ? tone("removed", plannedText(counts)) : plannedText(counts);
}

function isUnknown(preview: EnvironmentPreview): boolean {
  return problemsIn(preview).length > 0 || isUnhandled(preview);
}

/** What goes beside counts in a heading: the manifests that change, which a table counts together with resources. */
export function manifestsBesides({ environments }: Pick<ChangePreview, "environments">): string {
  if (environments.some(isUnknown)) return "";
  const steps = environments.flatMap(({ layers }) =>
    layers.flatMap((layer) => (isPlanned(layer) && layer.manifests && layer.kind !== "unchanged" ? layer.steps : [])),
  );
  return steps.length === 0 ? "" : `; ${counted(steps.length, "manifest")} would change`;
}

/** {@link verdictOfPreview} as plain text. */
export function previewVerdict(preview: Pick<ChangePreview, "environments" | "unrecorded">): string {
  const verdict = verdictOfPreview(preview);
  return `${typeof verdict === "string" ? verdict : verdict.text}${preview.unrecorded ? ", not on record" : ""}`;
}
