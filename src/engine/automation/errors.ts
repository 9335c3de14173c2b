import { GroundworkError } from "../../lib/index.ts";

export const installation = "groundwork doctor --fix, or see https://www.pulumi.com/docs/install";

/** There is no `pulumi` on the search path. */
export class CliMissing extends GroundworkError {
  readonly code = "cli-missing";
  readonly kind = "refused";
  constructor(readonly data: { readonly lookedIn: readonly string[] }) {
    super(
      `There is no Pulumi CLI: no executable pulumi ` +
        (data.lookedIn.length === 0 ? "anywhere, as PATH is empty. " : `on PATH or in ${data.lookedIn.at(-1)}. `) +
        `Install it with: ${installation}`,
    );
  }
}

interface VersionRange {
  readonly file: string;
  readonly version: string;
  readonly from: string;
  readonly below: string;
}

/** The CLI lacks what this adapter asks it for. */
export class CliTooOld extends GroundworkError {
  readonly code = "cli-too-old";
  readonly kind = "refused";
  constructor(readonly data: VersionRange) {
    super(
      `The Pulumi CLI ${data.file} has version ${data.version}; ${data.from} or newer, below ${data.below}, is needed. ` +
        `Install a newer one with: ${installation}`,
    );
  }
}

/** The CLI is of a major version that this adapter does not know. */
export class CliTooNew extends GroundworkError {
  readonly code = "cli-too-new";
  readonly kind = "refused";
  constructor(readonly data: VersionRange) {
    super(
      `The Pulumi CLI ${data.file} has version ${data.version}; ${data.from} or newer, below ${data.below}, is known to work. ` +
        `Put an older one first on PATH. Install one with: ${installation}`,
    );
  }
}

/** The CLI is there and cannot be run, or does not answer as the Pulumi CLI does. */
export class CliBroken extends GroundworkError {
  readonly code = "cli-broken";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(`The Pulumi CLI ${data.file} does not work: ${data.problem}. Install it anew with: ${installation}`, options);
  }
}

/** The CLI does not look by itself for what an interrupted run created. */
export class AdoptionNotSupported extends GroundworkError {
  readonly code = "adoption-not-supported";
  readonly kind = "refused";
  constructor(readonly data: { readonly stack: string }) {
    const flag = "--import-pending-creates";
    super(
      "The Pulumi CLI does not look for what pending creations made. Look in the cloud yourself; then, for what exists: " +
        `groundwork stack refresh --engine automation --stack ${data.stack} ${flag} <urn> ${flag} <id>, ` +
        "and for the rest the same with --clear-pending-creates.",
    );
  }
}

/** The CLI could not be downloaded and installed. */
export class CliNotInstalled extends GroundworkError {
  readonly code = "cli-not-installed";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly folder: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The Pulumi CLI could not be installed into ${data.folder}: ${data.problem}. It comes from https://get.pulumi.com: is there a network? ` +
        "Otherwise copy an installation from another machine onto PATH, or see https://www.pulumi.com/docs/install",
      options,
    );
  }
}

/** Neither the environment, nor the project, nor `pulumi login` names a backend. */
export class NoBackend extends GroundworkError {
  readonly code = "no-backend";
  readonly kind = "invalid";
  readonly data = {};
  constructor() {
    super(
      "No backend is chosen, or the login to Pulumi Cloud is missing. " +
        "Set PULUMI_BACKEND_URL (gs://<bucket>, s3://<bucket>, file://<folder>), set PULUMI_ACCESS_TOKEN, or run: pulumi login",
    );
  }
}

/** The place of the state, or the key service of its secrets, does not answer or does not let us in. */
export class BackendUnreachable extends GroundworkError {
  readonly code = "backend-unreachable";
  readonly kind = "refused";
  constructor(readonly data: { readonly stack: string; readonly problem: string }) {
    super(
      `The backend of stack ${data.stack}, or the key service of its secrets, cannot be reached: ${data.problem}. Nothing was changed. ` +
        "Check the network, PULUMI_BACKEND_URL and the credentials, then look at it with: pulumi whoami --verbose",
    );
  }
}

/** The bucket that is to hold the state is not there. The Pulumi CLI makes none. */
export class BackendMissing extends GroundworkError {
  readonly code = "backend-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly problem: string }) {
    super(
      `The bucket of the backend does not exist: ${data.problem}. Nothing was changed. Create it, for which there is groundwork bootstrap, or ` +
        "correct PULUMI_BACKEND_URL or backend.url in Pulumi.yaml.",
    );
  }
}

/** A secrets provider that the CLI does not know. */
export class UnknownSecretsProvider extends GroundworkError {
  readonly code = "unknown-secrets-provider";
  readonly kind = "invalid";
  constructor(readonly data: { readonly provider: string; readonly allowed: string }) {
    super(
      `There is no secrets provider ${data.provider}. Nothing was changed. ` +
        `Name one of ${data.allowed}, with what comes after the colon.`,
    );
  }
}

/** A plugin is not installed in the version that is wanted. */
export class PluginMissing extends GroundworkError {
  readonly code = "plugin-missing";
  readonly kind = "refused";
  constructor(readonly data: { readonly kind: string; readonly name: string; readonly version?: string }) {
    const { kind, name, version = "" } = data;
    super(
      `There is no ${kind} plugin ${name}${version && ` ${version}`} on PATH or among the installed ones. ` +
        (kind === "language"
          ? `It comes with the Pulumi CLI. Install that anew with: ${installation}`
          : `Install it with: pulumi plugin install ${kind} ${name}${version && ` ${version}`}`),
    );
  }
}

/** The project's or the stack's configuration cannot be read, or lacks a value. */
export class ConfigurationRefused extends GroundworkError {
  readonly code = "configuration-refused";
  readonly kind = "invalid";
  constructor(readonly data: { readonly stack: string; readonly problem: string }) {
    super(
      `The configuration of stack ${data.stack} is not usable: ${data.problem}. Nothing was changed. ` +
        `Correct Pulumi.yaml or Pulumi.${data.stack}.yaml, or set values with: pulumi config set --stack ${data.stack} <key> <value>`,
    );
  }
}

/** The file of an update plan is not there, or is none. */
export class PlanUnreadable extends GroundworkError {
  readonly code = "update-plan-unreadable";
  readonly kind = "invalid";
  constructor(readonly data: { readonly file: string; readonly problem: string }) {
    super(
      `The update plan ${data.file} cannot be read: ${data.problem}. Nothing was changed. ` +
        "Save it anew with a preview.",
    );
  }
}

/** The CLI refused for a reason that has no name here. */
export class CliRefused extends GroundworkError {
  readonly code = "cli-refused";
  readonly kind = "refused";
  constructor(readonly data: { readonly command: string; readonly said: string; readonly exitCode?: number }) {
    const { command, said, exitCode } = data;
    super(
      said === ""
        ? `pulumi ${command} did not start: it ended with code ${exitCode ?? "none"} and said nothing.`
        : `pulumi ${command} did not start. It said:\n${said}`,
    );
  }
}
