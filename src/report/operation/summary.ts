import {
  type ChangeCounts,
  countChanges,
  hasChanges,
  type OperationResult,
  type Outcome,
  type Plan,
} from "../../change/index.ts";
import { printable, secondsText } from "../../lib/index.ts";
import type { Paint } from "./paint.ts";
import { block, keyText } from "./values.ts";

export type Verb = "preview" | "up" | "refresh" | "destroy";

/**
 * `3 to create, 1 to update, 12 unchanged` before, `3 created, 1 updated, 12 unchanged` after.
 *
 * What is replaced is among what is deleted: `1 to replace, 2 to delete (1 by replacement)`.
 */
export function countsText(counts: ChangeCounts, when: "planned" | "done", paint: Paint): string {
  const parts: readonly (readonly [number, string, string, keyof Paint])[] = [
    [counts.create, "to create", "created", "added"],
    [counts.update, "to update", "updated", "changed"],
    [counts.replace, "to replace", "replaced", "replaced"],
    [counts.delete, "to delete", "deleted", "removed"],
    [counts.same, "unchanged", "unchanged", "quiet"],
  ];
  const shown = parts.filter(([count]) => count > 0);
  if (shown.length === 0) return "nothing to do";
  const byReplacement = Math.min(counts.replace, counts.delete);
  return shown
    .map(([count, plan, done, color]) => {
      const note = color === "removed" && byReplacement > 0 ? ` (${byReplacement} by replacement)` : "";
      return paint[color](`${count} ${when === "planned" ? plan : done}${note}`);
    })
    .join(", ");
}

/** How an operation ended: counts, duration, and what the caller has to know besides. */
export function summaryLines(verb: Verb, result: Plan | Outcome, planned: boolean, paint: Paint): readonly string[] {
  const counts = countChanges(result.steps.filter((step) => !("status" in step) || step.status === "done"));
  const failed = result.steps.filter((step) => "status" in step && step.status === "failed").length;
  const text = countsText(counts, planned ? "planned" : "done", paint);
  const failures = failed > 0 ? paint.failed(`, ${failed} failed`) : "";
  const nothing = planned && result.result === "succeeded" && !hasChanges(counts) ? "No changes. " : "";
  return [
    `${ending(verb, result.result, planned, paint)}: ${nothing}${text}${failures} in ${secondsText(result.milliseconds)}`,
  ];
}

/** Outputs of the stack, one per line. Secrets are already hidden in what comes in, and hidden again here. */
export function outputLines(outputs: Readonly<Record<string, unknown>>, paint: Paint): readonly string[] {
  const entries = Object.entries(outputs);
  if (entries.length === 0) return [];
  return [
    paint.strong("Outputs"),
    ...entries
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([name, value]) => block(keyText(name), value, "  "))
      .map(printable),
  ];
}

function ending(verb: Verb, result: OperationResult, planned: boolean, paint: Paint): string {
  const name = planned && verb !== "preview" ? `preview of ${verb}` : verb;
  switch (result) {
    case "succeeded":
      return paint.strong(name);
    case "failed":
      return paint.failed(`${name} failed`);
    default:
      return paint.warned(`${name} cancelled`);
  }
}
