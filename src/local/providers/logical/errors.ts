import { GroundworkError } from "../../../lib/index.ts";

/** The id of an import does not have the form that the type needs. */
export class ImportIdInvalid extends GroundworkError {
  readonly code = "local-import-id-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly type: string; readonly expected: string },
    options?: ErrorOptions,
  ) {
    super(`The id of a ${data.type} to import has to be ${data.expected}.`, options);
  }
}

/** A random value cannot be imported: only the state of the program that made it holds it. */
export class NotImportable extends GroundworkError {
  readonly code = "local-not-importable";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly type: string },
    options?: ErrorOptions,
  ) {
    super(
      `A ${data.type} cannot be imported or read: only the state of its own stack knows it. Create it anew.`,
      options,
    );
  }
}

/** The local cloud does not implement this function of the package. */
export class UnknownFunction extends GroundworkError {
  readonly code = "local-unknown-function";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly token: string; readonly known: readonly string[] },
    options?: ErrorOptions,
  ) {
    const known = data.known.length === 0 ? "none" : data.known.join(", ");
    super(
      `The local cloud does not answer ${data.token}; of this package it answers: ${known}. Pass its result as configuration when running on the local cloud.`,
      options,
    );
  }
}
