import { formatIssue, type Issue } from "../../environment/index.ts";
import { GroundworkError } from "../../lib/index.ts";

/** The repository declares no organization. */
export class NoOrganization extends GroundworkError {
  readonly code = "no-organization";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly path: string },
    options?: ErrorOptions,
  ) {
    super(
      `There is no ${data.path}. docs/organization.md shows what stands in it; then run: groundwork bootstrap`,
      options,
    );
  }
}

/** The file of the organization has errors, or an environment has, so that what the accounts of jobs need is unknown. */
export class InvalidOrganization extends GroundworkError {
  readonly code = "invalid-organization";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly issues: readonly Issue[] },
    options?: ErrorOptions,
  ) {
    super(
      `The organization cannot be used:\n${data.issues.map((issue) => `  ${formatIssue(issue)}`).join("\n")}\n` +
        "Check again with: groundwork env validate",
      options,
    );
  }
}

/** The organization has no program. */
export class NoOrganizationProgram extends GroundworkError {
  readonly code = "no-organization-program";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.folder} has no Pulumi.yaml, so there is no program that makes the organization. Write it with: groundwork bootstrap init`,
      options,
    );
  }
}
