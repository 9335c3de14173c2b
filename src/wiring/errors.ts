import { GroundworkError } from "../lib/index.ts";

/** A forge is named, and what else is needed to reach it is not. */
export class ForgeNotConfigured extends GroundworkError {
  readonly code = "forge-not-configured";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly forge: string; readonly missing: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `The forge ${data.forge} cannot be reached without ${data.missing.join(" and ")}. Give what is missing.`,
      options,
    );
  }
}

/** `--record`, its variable or the setting names no place that keeps the record. The value may hold a password and is not repeated. */
export class UnknownRecordPlace extends GroundworkError {
  readonly code = "unknown-record-place";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly from: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.from} names no place that keeps the record of previews and runs. Name file, which is a folder of this checkout, ` +
        "git, which is refs/notes/groundwork of its remote origin, postgres, which is a database in a folder of this checkout, " +
        "or the URL of a PostgreSQL server: postgres://host/database.",
      options,
    );
  }
}

/** The URL of the record holds a password where others can read it. */
export class RecordPasswordExposed extends GroundworkError {
  readonly code = "record-password-exposed";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly from: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.from} holds a password, and others can read it there. Change the password, then give the whole URL in ` +
        "GROUNDWORK_RECORD, or the URL without it and the password in PGPASSWORD or ~/.pgpass.",
      options,
    );
  }
}

/** The state of an environment is kept where only an identity in the cloud can read it. */
export class StateOutOfReach extends GroundworkError {
  readonly code = "state-out-of-reach";
  readonly kind = "unknown";
  constructor(readonly data: { readonly backend: string }) {
    super(
      `The change comes from outside, so it is previewed without an identity in the cloud, and the state is kept in ${data.backend}. ` +
        "A maintainer who has read it can push it to a branch of the repository, which is previewed in full.",
    );
  }
}
