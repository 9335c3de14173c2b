import { randomBytes } from "node:crypto";
import { link, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cleaningUp, createdAnew, GroundworkError, makeFolder } from "../../../../lib/index.ts";
import type { PassphraseSource } from "../secrets/index.ts";
import { stacksFolder } from "../state/index.ts";

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
 * States are encrypted with a passphrase that is neither set nor in the file of the one that was generated for the repository.
 *
 * A new passphrase is not generated: every secret in these states would be lost, and the next state would have two
 * keys.
 */
export class PassphraseFileVanished extends GroundworkError {
  readonly code = "passphrase-file-vanished";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly file: string; readonly states: readonly string[]; readonly stateFolder: string },
    options?: ErrorOptions,
  ) {
    super(
      `These states are encrypted with a passphrase that is not known here: ${data.states.join(", ")}. PULUMI_CONFIG_PASSPHRASE is not set, ` +
        `and ${data.file} is missing or empty. Nothing was changed, and no other passphrase was made. Set PULUMI_CONFIG_PASSPHRASE as it was ` +
        "when they were brought up; where it was not set then, restore the file from a backup or another clone. When it is lost for good, delete what the states manage by hand, and " +
        `remove ${data.stateFolder} to begin anew.`,
      options,
    );
  }
}

/** Where a generated passphrase is kept, and the states that it protects. */
export interface PassphraseHome {
  readonly folder: string;
  /** Root of Pulumi's file backend. */
  readonly state: string;
}

/**
 * The passphrase of the driver's own state: the process's, or a generated one that is kept in the home, readable by its
 * owner only.
 *
 * A simulated cloud needs no passphrase of the user's, because the state that it protects lies beside it.
 *
 * @throws {PassphraseFileVanished} when the generated one is gone.
 */
export function driverPassphrase(env: NodeJS.ProcessEnv, cwd: string, home: PassphraseHome): PassphraseSource {
  return async () => {
    const given = await passphraseFrom(env, cwd)();
    if (given !== undefined) return given;
    const file = path.join(home.folder, "passphrase");
    const kept = await keptIn(file);
    if (kept !== undefined) return kept;
    const states = await statesIn(home.state);
    if (states.length > 0) throw new PassphraseFileVanished({ file, states, stateFolder: home.state });
    await makeOnce(file);
    return (await keptIn(file)) ?? "";
  };
}

/** `undefined` for a file that is missing or empty. */
async function keptIn(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Creates the file with its whole content, or keeps the one that another process has created meanwhile. */
async function makeOnce(file: string): Promise<void> {
  await makeFolder(path.dirname(file));
  const written = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(written, `${randomBytes(24).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  await cleaningUp(
    async () => {
      // A file that another process has created since it was missing here is never removed: that process uses it already.
      if (await createdAnew(() => link(written, file))) return;
      // An empty file counts as missing: an empty passphrase protects nothing.
      if ((await keptIn(file)) === undefined) await rm(file, { force: true });
      await createdAnew(() => link(written, file));
    },
    () => rm(written, { force: true }),
  );
}

/** `<project>/<stack>` of each state that is kept under a backend's root, its backups included. */
async function statesIn(root: string): Promise<readonly string[]> {
  const folder = stacksFolder(root);
  const files = await readdir(folder, { recursive: true, encoding: "utf8" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const names = files.flatMap((file) => /^(?<name>.+)\.json(?:\.bak)?$/u.exec(file)?.groups?.["name"] ?? []);
  return [...new Set(names)].toSorted();
}
