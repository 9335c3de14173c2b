import { GroundworkError } from "../../lib/index.ts";

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
