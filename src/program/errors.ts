import { GroundworkError } from "../lib/index.ts";

/** The program's imports cannot be followed. */
export class ProgramUnreadable extends GroundworkError {
  readonly code = "program-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly commit: string; readonly entry: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The imports of ${data.entry} at ${data.commit.slice(0, 7)} cannot be followed: ${data.problem}. Correct them and commit that.`,
      options,
    );
  }
}
