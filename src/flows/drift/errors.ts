import { exceptionsPath } from "../../exceptions/index.ts";
import { GroundworkError } from "../../lib/index.ts";

/** The file of exceptions is wrong, so that it is not known which differences count. */
export class ExceptionsInvalid extends GroundworkError {
  readonly code = "exceptions-invalid";
  readonly kind = "invalid";
  /** @param data issues with their places, one line each */
  constructor(readonly data: { readonly issues: readonly string[] }) {
    const issues = data.issues.map((issue) => `\n  ${issue}`).join("");
    super(`${exceptionsPath} is wrong, so that it is not known which differences are accepted. Mend it:${issues}`);
  }
}

/** Parts of a comparison do not fit together, or not the commit that is checked out. */
export class DriftPartsRefused extends GroundworkError {
  readonly code = "drift-parts-refused";
  readonly kind = "invalid";
  /** @param data problems by their files, one line each */
  constructor(readonly data: { readonly problems: readonly string[] }) {
    const problems = data.problems.map((problem) => `\n  ${problem}`).join("");
    super(
      `The parts are not one comparison of this commit. Make them anew with groundwork drift --json, each environment once:${problems}`,
    );
  }
}
