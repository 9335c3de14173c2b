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

/** The local cloud has no Git host, so its clusters have nothing to follow. */
export class GitHostMissing extends GroundworkError {
  readonly code = "git-host-missing";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly home: string },
    options?: ErrorOptions,
  ) {
    super(
      `The local cloud at ${data.home} serves no Git, because git is not installed. Install git, then run: groundwork local down`,
      options,
    );
  }
}
