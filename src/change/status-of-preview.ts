import type { LayerPreview } from "./preview.ts";
import type { LayerStatus } from "./status.ts";
import { resourceNameOf } from "./urn.ts";

/** How a status says what a comparison found, in the words of the layer. */
export interface ComparedWords {
  readonly inSync: string;
  readonly diverged: string;
}

/** What a comparison with what stands says of a layer: unchanged is in sync, and what is not known is unknown. */
export function statusOfPreview(preview: LayerPreview, commit: string, words: ComparedWords): LayerStatus {
  const { layer, at } = preview;
  switch (preview.kind) {
    case "planned":
    case "unchanged": {
      const { steps, counts, planDigest } = preview;
      const differs = preview.kind === "planned";
      return {
        layer,
        verdict: differs ? "diverged" : "in-sync",
        revision: commit,
        since: at,
        detail: differs ? words.diverged : words.inSync,
        problems: steps.map(({ op, urn }) => `${op} ${resourceNameOf(urn).name}`),
        steps,
        counts,
        planDigest,
      };
    }
    case "not-handled":
      return { layer, verdict: "unknown", detail: preview.because ?? "it is not handled", problems: [] };
    default:
      return { layer, verdict: "unknown", detail: preview.problem.message, problems: preview.problem.details };
  }
}
