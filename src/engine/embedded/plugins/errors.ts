import { GroundworkError } from "../../../lib/index.ts";

/** No provider executable of that name is installed. */
export class ProviderNotFound extends GroundworkError {
  readonly code = "provider-not-found";
  constructor(
    readonly data: { readonly package: string; readonly version?: string; readonly lookedIn: readonly string[] },
    options?: ErrorOptions,
  ) {
    const version = data.version ?? "";
    super(
      `There is no provider for the package ${data.package}${version === "" ? "" : ` ${version}`}: ` +
        `no executable pulumi-resource-${data.package} in ${data.lookedIn.join(", ") || "any folder (PATH is empty)"}. ` +
        `Put it on PATH, or install it with: pulumi plugin install resource ${data.package}${version === "" ? "" : ` v${version}`}`,
      options,
    );
  }
}

/** A provider's process ended, or said something else than its port. */
export class ProviderDidNotStart extends GroundworkError {
  readonly code = "provider-did-not-start";
  constructor(
    readonly data: { readonly command: string; readonly problem: string; readonly output: string },
    options?: ErrorOptions,
  ) {
    super(
      `The provider ${data.command} did not start: ${data.problem}.` +
        (data.output === "" ? " It wrote nothing." : ` It wrote:\n${data.output}`),
      options,
    );
  }
}
