import { GroundworkError } from "../../lib/index.ts";
import type { SavedState } from "../engine.ts";

/** Another run has changed the state between the plan and the lock under which it is carried out. */
export class StateChangedSincePlan extends GroundworkError {
  readonly code = "state-changed-since-plan";
  readonly kind = "refused";
  constructor(readonly data: { readonly stack: string; readonly planned: SavedState; readonly standing: SavedState }) {
    super(
      `The state of ${data.stack} was changed after what would happen was planned: ${describe(data.planned)} then, ` +
        `and ${describe(data.standing)} now. Nothing was started. Run up again, which plans on what stands now.`,
    );
  }
}

function describe(state: SavedState): string {
  return state === "nothing" ? "there was none" : `it was saved at ${state}`;
}

/** The embedded engine does not know a feature of Pulumi. It says so before it does anything that depends on it. */
export class UnsupportedFeature extends GroundworkError {
  readonly code = "unsupported-feature";
  readonly kind = "refused";
  constructor(readonly data: { readonly feature: string; readonly remedy?: string }) {
    super(
      `The embedded engine does not support ${data.feature}. ` +
        (data.remedy ?? "Use the engine `automation`, which runs the Pulumi CLI, for this stack."),
    );
  }
}
