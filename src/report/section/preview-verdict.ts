import {
  addCounts,
  type ChangePreview,
  hasChanges,
  plannedLayer,
  plannedText,
  problemsIn,
} from "../../change/index.ts";
import { type Span, tone } from "../document/index.ts";
import { isUnhandled } from "./notes.ts";

/** What can be said of a preview in one line. */
export function verdictOfPreview({ environments }: Pick<ChangePreview, "environments">): string | Span {
  const unknown = environments.filter((each) => problemsIn(each).length > 0 || isUnhandled(each)).length;
  if (unknown > 0) return `unknown for ${unknown} of ${environments.length}`;
  const counts = addCounts(environments.flatMap((each) => plannedLayer(each, "infrastructure")?.counts ?? []));
  if (environments.length === 0) return "nothing to do";
  if (!hasChanges(counts)) return "no changes in the infrastructure";
  const losesSomething = counts.replace + counts.delete > 0;
  return losesSomething ? tone("removed", plannedText(counts)) : plannedText(counts);
}

/** The same as plain text. */
export function previewVerdict(preview: Pick<ChangePreview, "environments" | "unrecorded">): string {
  const verdict = verdictOfPreview(preview);
  return `${typeof verdict === "string" ? verdict : verdict.text}${preview.unrecorded ? ", not on record" : ""}`;
}
