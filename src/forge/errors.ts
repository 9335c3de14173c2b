import { counted, GroundworkError } from "../lib/index.ts";

/** The forge did not answer as it should, however often it was asked. */
export class ForgeUnavailable extends GroundworkError {
  readonly code = "forge-unavailable";
  readonly kind = "unknown";
  constructor(
    readonly data: {
      readonly forge: string;
      readonly request: string;
      readonly what: string;
      /** Of HTTP; absent where none came. */
      readonly status?: number;
    },
    options?: ErrorOptions,
  ) {
    super(
      `${data.forge} did not carry out ${data.request}: ${data.what}. ` +
        "Nothing is known of what it holds now. Run the same command again when it answers.",
      options,
    );
  }
}

/** The forge answered, and will not do it. */
export class ForgeRefused extends GroundworkError {
  readonly code = "forge-refused";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly forge: string;
      readonly request: string;
      readonly what: string;
      readonly remedy: string;
      /** Of HTTP; absent where the refusal is none of it. */
      readonly status?: number;
    },
    options?: ErrorOptions,
  ) {
    super(`${data.forge} refused ${data.request}: ${data.what}. ${data.remedy}`, options);
  }
}

/** No change request has this number. */
export class NoSuchChangeRequest extends GroundworkError {
  readonly code = "no-such-change-request";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly forge: string; readonly repository: string; readonly number: number },
    options?: ErrorOptions,
  ) {
    super(
      `${data.repository} on ${data.forge} has no change request ${data.number} that this token can see. ` +
        "Check the number, and that the token may read the repository.",
      options,
    );
  }
}

/** A comment is longer than the forge takes. */
export class CommentTooLong extends GroundworkError {
  readonly code = "comment-too-long";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly forge: string; readonly bytes: number; readonly limit: number },
    options?: ErrorOptions,
  ) {
    super(
      `The comment has ${counted(data.bytes, "byte")}, and ${data.forge} takes ${data.limit}. ` +
        "Make it shorter; Groundwork cuts its own reports to the limit, so that this is a fault of Groundwork for one of them.",
      options,
    );
  }
}

/** A webhook whose signature does not prove that the forge sent it. */
export class HookNotVerified extends GroundworkError {
  readonly code = "hook-not-verified";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly forge: string; readonly because: string },
    options?: ErrorOptions,
  ) {
    super(
      `A webhook was refused because ${data.because}. Set the same secret in ${data.forge}'s webhook and here.`,
      options,
    );
  }
}

/** A verified webhook whose body is none that the forge documents. */
export class HookMalformed extends GroundworkError {
  readonly code = "hook-malformed";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly forge: string; readonly event: string; readonly because: string },
    options?: ErrorOptions,
  ) {
    super(
      `A webhook of ${data.forge} for ${data.event} cannot be read: ${data.because}. ` +
        "Check that the webhook sends JSON, and that the forge's version is one that docs/forges.md names.",
      options,
    );
  }
}

/** A forge's address, repository or token cannot be one. */
export class ForgeSettingInvalid extends GroundworkError {
  readonly code = "forge-setting-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly setting: string; readonly problem: string; readonly allowed: string },
    options?: ErrorOptions,
  ) {
    super(`The forge's ${data.setting} ${data.problem}. Set it to ${data.allowed}.`, options);
  }
}
