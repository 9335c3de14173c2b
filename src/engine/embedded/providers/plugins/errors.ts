import { GroundworkError } from "../../../../lib/index.ts";

/** No provider executable of that name, or none of that version, is installed. */
export class ProviderNotFound extends GroundworkError {
  readonly code = "provider-not-found";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly package: string;
      readonly version?: string;
      readonly server?: string;
      readonly lookedIn: readonly string[];
      /** Versions that are installed. */
      readonly otherVersions?: readonly string[];
    },
    options?: ErrorOptions,
  ) {
    const version = data.version ? ` v${data.version.replace(/^v/u, "")}` : "";
    const others = data.otherVersions ?? [];
    super(
      `There is no provider for the package ${data.package}${version.replace(" v", " ")}: ` +
        `no executable pulumi-resource-${data.package}${others.length > 0 ? " of that version" : ""} in ` +
        (data.lookedIn.join(", ") || "any folder (PATH is empty)") +
        `${others.length > 0 ? `, where ${others.join(", ")} is installed` : ""}. ` +
        `Put it on PATH, or install it with: pulumi plugin install resource ${data.package}${version}` +
        (data.server ? ` --server ${data.server}` : ""),
      options,
    );
  }
}

/** A provider's process ended, or said something else than its port. */
export class ProviderDidNotStart extends GroundworkError {
  readonly code = "provider-did-not-start";
  readonly kind = "failed";
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

/** `PULUMI_DEBUG_PROVIDERS` names no port for a provider that is to be attached to. */
export class AttachPortInvalid extends GroundworkError {
  readonly code = "attach-port-invalid";
  readonly kind = "invalid";
  constructor(readonly data: { readonly package: string; readonly text: string }) {
    super(
      `PULUMI_DEBUG_PROVIDERS gives ${JSON.stringify(data.text)} for ${data.package}, which is no port. ` +
        `Write ${data.package}:<port>, several separated by commas.`,
    );
  }
}

/** A plugin's `PulumiPlugin.yaml` does not say how it is run. */
export class PluginManifestInvalid extends GroundworkError {
  readonly code = "plugin-manifest-invalid";
  readonly kind = "refused";
  constructor(readonly data: { readonly file: string; readonly problem: string }) {
    super(`${data.file} is no plugin manifest: ${data.problem}. Give it a runtime, for example \`runtime: nodejs\`.`);
  }
}
