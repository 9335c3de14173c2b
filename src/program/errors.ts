import { GroundworkError } from "../lib/index.ts";

/** The program's imports cannot be followed. */
export class ProgramUnreadable extends GroundworkError {
  readonly code = "program-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly commit: string; readonly entry: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The imports of ${data.entry} at ${data.commit.slice(0, 7)} cannot be followed: ${data.problem}. Correct them and commit that.`,
      options,
    );
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
