import { GroundworkError } from "../../lib/index.ts";

/** A suspension that would be overdue as soon as it is there. */
export class SuspensionEndsBefore extends GroundworkError {
  readonly code = "suspension-ends-before";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly until: string; readonly now: string },
    options?: ErrorOptions,
  ) {
    super(`${data.until} is over: it is ${data.now}. Name a later time with --until, or how long with --for.`, options);
  }
}
