import { GroundworkError } from "../../../lib/index.ts";

/** Something has to be encrypted or decrypted and nobody said with which passphrase. */
export class MissingPassphrase extends GroundworkError {
  readonly code = "missing-passphrase";
  constructor(
    readonly data: { readonly of: string },
    options?: ErrorOptions,
  ) {
    super(
      `The secrets of ${data.of} are encrypted with a passphrase and none was given. ` +
        "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to the path of a file that holds it.",
      options,
    );
  }
}

/** The passphrase is not the one that the secrets were encrypted with. Nothing was changed. */
export class WrongPassphrase extends GroundworkError {
  readonly code = "wrong-passphrase";
  constructor(
    readonly data: { readonly of: string },
    options?: ErrorOptions,
  ) {
    super(
      `The passphrase is not the one that the secrets of ${data.of} were encrypted with. Nothing was changed. ` +
        "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the passphrase of this stack.",
      options,
    );
  }
}

/** A text that should be a secret or a key's description is none, or was written by a newer version. */
export class SecretUnreadable extends GroundworkError {
  readonly code = "secret-unreadable";
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
