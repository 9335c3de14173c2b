import { GroundworkError } from "../../../../lib/index.ts";

/** Values that the API refuses. GCP's 400 `invalid`, or the status that the API has for it. */
export class InvalidRequest extends GroundworkError {
  readonly code = "local-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      readonly id: string;
      readonly property: string;
      readonly reason: string;
      readonly status?: "INVALID_ARGUMENT";
    },
    options?: ErrorOptions,
  ) {
    super(`local cloud: 400 ${data.status ?? "invalid"}: ${data.property} of ${data.id} ${data.reason}`, options);
  }
}

/** Deletion is forbidden by the resource itself, or by its contents. */
export class DeletionRefused extends GroundworkError {
  readonly code = "local-deletion-refused";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly id: string; readonly because: string; readonly remedy: string },
    options?: ErrorOptions,
  ) {
    super(`local cloud: ${data.id} is not deleted: ${data.because}. ${data.remedy}`, options);
  }
}
