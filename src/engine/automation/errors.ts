import { GroundworkError } from "../../lib/index.ts";

const installation = "groundwork doctor --fix, or see https://www.pulumi.com/docs/install";

/** There is no `pulumi` on the search path. */
export class CliMissing extends GroundworkError {
  readonly code = "cli-missing";
  constructor(readonly data: { readonly lookedIn: readonly string[] }) {
    super(
      `There is no Pulumi CLI: no executable pulumi in ${data.lookedIn.join(", ") || "any folder (PATH is empty)"}. ` +
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
  constructor(
    readonly data: { readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(`The Pulumi CLI ${data.file} does not work: ${data.problem}. Install it anew with: ${installation}`, options);
  }
}

/** The folder of the program has no project file. */
export class NoProject extends GroundworkError {
  readonly code = "no-project";
  constructor(readonly data: { readonly folder: string }) {
    super(`There is no Pulumi.yaml in ${data.folder}. Name the folder of a project, or make one with: pulumi new`);
  }
}

/** The backend has no stack of that name. */
export class NoSuchStack extends GroundworkError {
  readonly code = "no-such-stack";
  constructor(
    readonly data: { readonly stack: string },
    options?: ErrorOptions,
  ) {
    super(
      `The backend has no stack ${data.stack}. See those that it has with: pulumi stack ls --all. ` +
        "A first up creates it.",
      options,
    );
  }
}

/** The CLI refused for a reason that has no name here. */
export class CliRefused extends GroundworkError {
  readonly code = "cli-refused";
  constructor(
    readonly data: { readonly command: string; readonly said: string; readonly exitCode: number | undefined },
    options?: ErrorOptions,
  ) {
    super(
      `pulumi ${data.command} did not start` +
        (data.said === ""
          ? ` and ended with code ${data.exitCode ?? "none"}, saying nothing.`
          : `. It said:\n${data.said}`),
      options,
    );
  }
}
