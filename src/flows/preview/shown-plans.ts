import type { History, KeptPlans, RecordedChangeRequest } from "../../history/index.ts";

/** Where plans are found that were shown before. */
export interface ShownPlans {
  readonly history: Pick<History, "shownByInputs">;
  readonly plans: KeptPlans;
  /** The one that is previewed: what was shown on another one does not count. */
  readonly changeRequest?: RecordedChangeRequest;
}
