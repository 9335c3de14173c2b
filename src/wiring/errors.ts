import { GroundworkError } from "../lib/index.ts";

/** A bare repository has no files to run and no place for the driver's own. */
export class NoCheckout extends GroundworkError {
  readonly code = "no-checkout";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(`${data.folder} is a bare repository. Run this in a clone of it: git clone ${data.folder}`, options);
  }
}

/** The packages that the program imports are not installed. */
export class PackagesMissing extends GroundworkError {
  readonly code = "packages-missing";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(`${data.folder} has no node_modules, so its program cannot run. Install its packages with: npm ci`, options);
  }
}
