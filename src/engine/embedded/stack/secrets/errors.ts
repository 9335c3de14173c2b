import { GroundworkError } from "../../../../lib/index.ts";

/** A text that should be a secret or a key's description is none, or was written by a newer version. */
export class SecretUnreadable extends GroundworkError {
  readonly code = "secret-unreadable";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly of: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `A secret of ${data.of} cannot be read: ${data.problem}. ` +
        "It was cut off, edited by hand, or encrypted with another key: set it again, or restore the file from Git or from its backup.",
      options,
    );
  }
}

/** The stack's secrets are encrypted by a cloud's key service or by Pulumi Cloud, which this engine does not call. */
export class UnsupportedSecretsProvider extends GroundworkError {
  readonly code = "unsupported-secrets-provider";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly of: string; readonly provider: string },
    options?: ErrorOptions,
  ) {
    super(
      `The secrets of ${data.of} belong to the secrets provider ${data.provider}; the embedded engine knows passphrase only. ` +
        "Use the automation engine for this stack, or change it with: pulumi stack change-secrets-provider passphrase",
      options,
    );
  }
}
