import { GroundworkError } from "../../../lib/index.ts";

/** A property holds no key, certificate or request of the wanted form. Its content is never repeated: it may be a secret. */
export class PemInvalid extends GroundworkError {
  readonly code = "local-pem-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly property: string; readonly expected: string },
    options?: ErrorOptions,
  ) {
    super(`${data.property} has to be ${data.expected}. Correct it in the program.`, options);
  }
}

/** A certificate can be signed with the key of the authority's own certificate only. */
export class KeyOfAnotherAuthority extends GroundworkError {
  readonly code = "local-key-of-another-authority";
  readonly kind = "invalid";
  readonly data = {};
  constructor(options?: ErrorOptions) {
    super(
      "caPrivateKeyPem is not the key of caCertPem: give the private key that the certificate was made for.",
      options,
    );
  }
}

/** The chain of a server could not be read. */
export class ChainUnavailable extends GroundworkError {
  readonly code = "local-chain-unavailable";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly url: string; readonly reason: string },
    options?: ErrorOptions,
  ) {
    super(
      `The certificates of ${data.url} could not be read: ${data.reason}. ` +
        "With verifyChain: false they are read without being verified.",
      options,
    );
  }
}
