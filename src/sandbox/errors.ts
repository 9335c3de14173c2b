import { GroundworkError } from "../lib/index.ts";

/** This machine cannot confine a program. Running it unconfined instead would give it all that the caller may do. */
export class SandboxUnavailable extends GroundworkError {
  readonly code = "sandbox-unavailable";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly problem: string;
      /** What to do about it, as a sentence. */
      readonly remedy: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `A program from outside cannot be confined on this machine, so it is not run: ${data.problem}. ${data.remedy}`,
      options,
    );
  }
}
