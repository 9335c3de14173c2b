import { formatIssue, type Issue } from "../environment/index.ts";
import { GroundworkError } from "../lib/index.ts";

/** An environment's folder, or a file that it depends on, has errors, so that its desired state is unknown. */
export class InvalidEnvironment extends GroundworkError {
  readonly code = "invalid-environment";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly environment: string; readonly issues: readonly Issue[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.environment} cannot be used:\n${data.issues.map((issue) => `  ${formatIssue(issue)}`).join("\n")}\n` +
        "Check again with: groundwork env validate",
      options,
    );
  }
}

/** The name of the new environment is not allowed for a stack. */
export class EnvironmentNameInvalid extends GroundworkError {
  readonly code = "environment-name-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly name: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(data.problem, options);
  }
}

/** A new environment's folder is there already. */
export class EnvironmentExists extends GroundworkError {
  readonly code = "environment-exists";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly name: string; readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(`${data.folder} exists already and is left as it is. Choose another name, or edit what is there.`, options);
  }
}

/** There is no profile of that name. */
export class ProfileNotFound extends GroundworkError {
  readonly code = "profile-not-found";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly profile: string; readonly profiles: readonly string[] },
    options?: ErrorOptions,
  ) {
    const there = data.profiles.length === 0 ? "There are none yet" : `There are ${data.profiles.join(", ")}`;
    super(
      `No profile is called "${data.profile}". ${there} in environments/_profiles; choose with --profile NAME.`,
      options,
    );
  }
}

/** The profile or the address book has errors that the new environment would inherit. */
export class ScaffoldInvalid extends GroundworkError {
  readonly code = "scaffold-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly name: string; readonly issues: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.name} would not be valid, so nothing was written:\n${data.issues.map((issue) => `  ${issue}`).join("\n")}\n` +
        "Correct these first, then check with: groundwork env validate",
      options,
    );
  }
}
