import { GroundworkError } from "../lib/index.ts";

/** Environments in Google Cloud need a project, and none was given. */
export class CloudProjectMissing extends GroundworkError {
  readonly code = "cloud-project-missing";
  readonly kind = "invalid";
  readonly data = {};
  constructor(options?: ErrorOptions) {
    super("An environment in Google Cloud needs a project. Name one with: --project <id>", options);
  }
}

/** The repository's `package.json` is no JSON object, so nothing can be added to it. */
export class ManifestUnreadable extends GroundworkError {
  readonly code = "manifest-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(`${data.file} cannot be read: ${data.problem}. Nothing was written. Correct it and run this again.`, options);
  }
}

/** The repository's settings cannot be read, or hold a setting that is not known. */
export class SettingsInvalid extends GroundworkError {
  readonly code = "settings-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} of the main branch cannot be used: ${data.problem}. ` +
        "Correct it there: a change to it takes effect when it is merged.",
      options,
    );
  }
}

/** On Gitea a job has the identity of its runner's machine, and changes would run on the one that may change the cloud. */
export class CiRunnerShared extends GroundworkError {
  readonly code = "ci-runner-shared";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly runner: string },
    options?: ErrorOptions,
  ) {
    super(
      `On Gitea a job has the identity of its runner's machine. With ${data.runner} for all jobs, the code of changes and of forks ` +
        "would run with the identity that may change the cloud. Nothing was written. Name another runner for up, with: --up-runner <label>",
      options,
    );
  }
}

/** A setting would stand in the files of a CI, and could be read as something else there. */
export class CiSettingInvalid extends GroundworkError {
  readonly code = "ci-setting-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly setting: string; readonly value: string; readonly allowed: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.setting} ${JSON.stringify(data.value)} cannot stand in the files of a CI. Write ${data.allowed}.`,
      options,
    );
  }
}
