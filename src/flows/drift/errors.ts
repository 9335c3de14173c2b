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
