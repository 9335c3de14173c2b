import { GroundworkError } from "../../lib/index.ts";

/** An audit was asked for of a time that ends before it begins. */
export class PeriodEmpty extends GroundworkError {
  readonly code = "period-empty";
  readonly kind = "invalid";
  constructor(
    /** In ISO 8601. */
    readonly data: { readonly since: string; readonly until: string },
    options?: ErrorOptions,
  ) {
    super(
      `The period from ${data.since} to ${data.until} holds no moment. Name an --until that is later than --since.`,
      options,
    );
  }
}
