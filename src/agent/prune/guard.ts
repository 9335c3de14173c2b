import { annotations, meansCommit } from "../../kubernetes/flux/index.ts";
import { counted, GroundworkError } from "../../lib/index.ts";

/** Nearly everything that was applied is gone from the source: more likely a mistake than a wish. */
export class MassPruneRefused extends GroundworkError {
  readonly code = "mass-prune-refused";
  readonly kind = "refused";
  constructor(readonly data: { readonly leaving: number; readonly before: number; readonly commit: string }) {
    super(
      `refused to delete ${data.leaving} of ${counted(data.before, "object")}: the source holds nearly nothing of what was applied. ` +
        `Nothing was deleted. If it is meant, annotate the Kustomization with ${annotations.acceptMassPrune}=${data.commit}`,
    );
  }
}

/** Beyond this share of the inventory a deletion has to be confirmed … */
const largestShare = 0.8;
/** … from this many objects on: in a small folder, one file is a large share. */
const smallInventory = 10;

/** @throws {MassPruneRefused} unless the deletion is ordinary, or accepted for this commit. */
export function guardPrune(at: {
  readonly leaving: number;
  /** Objects in the inventory before. */
  readonly before: number;
  /** Objects that the source holds now. */
  readonly kept: number;
  readonly commit: string;
  readonly accepted: string | undefined;
}): void {
  const { leaving, before, kept, commit, accepted } = at;
  const nearlyAll = before >= smallInventory && leaving / before > largestShare && kept < before;
  if (leaving === 0 || (kept > 0 && !nearlyAll)) return;
  if (accepted === "always" || meansCommit(accepted, commit)) return;
  throw new MassPruneRefused({ leaving, before, commit });
}
