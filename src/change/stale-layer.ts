import type { Layer } from "./layer.ts";
import type { LayerPreview, PlannedLayer } from "./preview.ts";
import type { ChangeRun } from "./run.ts";

/** The newest run on record that changed an environment, or may have. */
export interface LastChange {
  readonly verb: ChangeRun["verb"] | "correct";
  readonly commit: string;
  /** When the last layer ended that it changed, in ISO 8601. */
  readonly at: string;
}

/** Whether a layer was compared with a state that a run has changed since. Clocks of two machines decide: within seconds it is a guess. */
export function isStale({ at }: Pick<PlannedLayer, "at">, changed: LastChange | undefined): boolean {
  return changed !== undefined && Date.parse(at) < Date.parse(changed.at);
}

/** In the place of a layer that {@link isStale}: what would happen now is not known. */
export function staleLayer(
  { layer, at }: { readonly layer: Layer; readonly at: string },
  { part, environment, changed }: { readonly part: string; readonly environment: string; readonly changed: LastChange },
): LayerPreview {
  const { verb, commit } = changed;
  const message =
    `${part} looked at the layer ${layer} at ${at}, and ${verb} of ${commit.slice(0, 7)} changed ${environment} at ${changed.at}. ` +
    `What would happen now is not known. Run the job again that made the part, or: groundwork preview --env ${environment} --part FILE`;
  return { layer, at, kind: "unknown", problem: { code: "part-stale", kind: "unknown", message, details: [] } };
}
