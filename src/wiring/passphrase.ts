import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PassphraseSource } from "../engine/embedded/secrets/index.ts";
import { GroundworkError } from "../lib/index.ts";

/** `PULUMI_CONFIG_PASSPHRASE_FILE` names a file that cannot be read. */
export class PassphraseFileUnreadable extends GroundworkError {
  readonly code = "passphrase-file-unreadable";
  readonly kind = "invalid";
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

/**
 * The passphrase of the driver's own state: the process's, or one that is made once and kept in the home, readable by its
 * owner only. What it protects stands beside it, so a simulated cloud asks nobody to think of one.
 */
export function driverPassphrase(env: NodeJS.ProcessEnv, cwd: string, home: string): PassphraseSource {
  return async () => {
    const given = await passphraseFrom(env, cwd)();
    if (given !== undefined) return given;
    const file = path.join(home, "passphrase");
    await mkdir(home, { recursive: true });
    try {
      await writeFile(file, `${randomBytes(24).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    return (await readFile(file, "utf8")).trim();
  };
}
