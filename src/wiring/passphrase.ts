import { readFile } from "node:fs/promises";
import path from "node:path";
import type { PassphraseSource } from "../engine/embedded/secrets/index.ts";
import { GroundworkError } from "../lib/index.ts";

/** `PULUMI_CONFIG_PASSPHRASE_FILE` names a file that cannot be read. */
export class PassphraseFileUnreadable extends GroundworkError {
  readonly code = "passphrase-file-unreadable";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `PULUMI_CONFIG_PASSPHRASE_FILE names ${data.file}, which cannot be read. Name a file that holds the passphrase.`,
      options,
    );
  }
}

/** The passphrase from the variables that the Pulumi CLI reads; an empty `PULUMI_CONFIG_PASSPHRASE` is a passphrase. */
export function passphraseFrom(env: NodeJS.ProcessEnv, cwd: string): PassphraseSource {
  return async () => {
    const { PULUMI_CONFIG_PASSPHRASE: given, PULUMI_CONFIG_PASSPHRASE_FILE: named } = env;
    if (given !== undefined || named === undefined || named === "") return given;
    const file = path.resolve(cwd, named);
    try {
      return (await readFile(file, "utf8")).trim();
    } catch (error) {
      throw new PassphraseFileUnreadable({ file }, { cause: error });
    }
  };
}
