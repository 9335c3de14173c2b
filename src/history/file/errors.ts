import { GroundworkError, messageOf } from "../../lib/index.ts";

/** The record of what ran could not be kept. */
export class RecordNotWritten extends GroundworkError {
  readonly code = "record-not-written";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly folder: string; readonly id: string },
    options?: ErrorOptions,
  ) {
    super(
      `What was done cannot be recorded in ${data.folder}: ${messageOf(options?.cause)}. ` +
        "Make room or give write permission; the run itself is not affected, but the next up does not know of it.",
      options,
    );
  }
}
