import { GroundworkError } from "../../lib/index.ts";

/** A file of the local forge is none that it has written. */
export class LocalForgeDamaged extends GroundworkError {
  readonly code = "local-forge-damaged";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} cannot be read as a file of the local forge. Delete it to go back to the version before it, or delete the ` +
        "whole folder to start again.",
      options,
    );
  }
}
