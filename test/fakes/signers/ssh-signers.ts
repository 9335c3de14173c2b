import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** People with SSH keys, and a list of those among them whose signatures count. */
export interface SshSigners {
  readonly allowedSigners: string;
  /** Makes a key. @returns arguments of `git` that sign with it */
  signer(name: string, options?: { readonly isAllowed?: boolean }): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export async function sshSigners(): Promise<SshSigners> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-signers-"));
  const allowedSigners = path.join(folder, "allowed-signers");
  await writeFile(allowedSigners, "");
  return {
    allowedSigners,
    async signer(name, { isAllowed = true } = {}) {
      const key = path.join(folder, name);
      await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key]);
      const line = `${name} namespaces="git" ${(await readFile(`${key}.pub`, "utf8")).trim()}\n`;
      if (isAllowed) await writeFile(allowedSigners, line, { flag: "a" });
      const settings = [`user.name=${name}`, `user.email=${name}`, "gpg.format=ssh", `user.signingKey=${key}`];
      return settings.flatMap((setting) => ["-c", setting]);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Git checks SSH signatures with `ssh-keygen`, which is a package of its own. */
export async function hasSshKeygen(): Promise<boolean> {
  return run("ssh-keygen", ["-Y", "find-principals"]).then(
    () => true,
    (thrown: unknown) => (thrown as { code?: unknown }).code !== "ENOENT",
  );
}
