import { formatIssue, type Issue } from "../environment/index.ts";
import { GroundworkError } from "../lib/index.ts";

/** An environment's folder, or what it depends on, does not say what is to exist. */
export class InvalidEnvironment extends GroundworkError {
  readonly code = "invalid-environment";
  constructor(
    readonly data: { readonly environment: string; readonly issues: readonly Issue[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.environment} cannot be used:\n${data.issues.map((issue) => `  ${formatIssue(issue)}`).join("\n")}\n` +
        "Check again with: groundwork env validate",
      options,
    );
  }
}
