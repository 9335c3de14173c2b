import { messageOf } from "../../lib/index.ts";
import { type OpenPgpKeys, openPgpKeysIn } from "./openpgp-signature.ts";
import { type SignedObject, type UnreadableObject } from "./signed-object.ts";
import { type SshKey, sshKeyOf } from "./ssh-key.ts";
import { sshVerdict } from "./ssh-signature.ts";
import type { Verdict } from "./verdict.ts";

/** Whose signatures count. */
export class TrustedKeys {
  readonly #ssh: readonly SshKey[];
  readonly #openPgp: OpenPgpKeys;

  private constructor(ssh: readonly SshKey[], openPgp: OpenPgpKeys) {
    this.#ssh = ssh;
    this.#openPgp = openPgp;
  }

  /**
   * Reads the values of a Secret as Flux does: under names that end with `.sshpub` public keys of SSH, one a line, and under all others
   * armored ones of OpenPGP.
   *
   * @returns all that is wrong with them instead, when a key cannot be read or there is none.
   */
  static async of(values: Readonly<Record<string, string>>): Promise<TrustedKeys | readonly string[]> {
    const problems: string[] = [];
    const ssh: SshKey[] = [];
    const armored: string[] = [];
    for (const [name, value] of Object.entries(values)) {
      if (!name.endsWith(".sshpub")) armored.push(value);
      else
        for (const line of value.split("\n")) {
          const key = sshKeyOf(line);
          if (key !== undefined && "problem" in key) problems.push(`${name} ${key.problem}`);
          else if (key !== undefined) ssh.push(key);
        }
    }
    if (ssh.length + armored.length === 0 && problems.length === 0) problems.push("holds no public key");
    try {
      const openPgp = armored.length === 0 ? noOpenPgpKeys : await openPgpKeysIn(armored);
      return problems.length > 0 ? problems : new TrustedKeys(ssh, openPgp);
    } catch (thrown) {
      return [...problems, `holds what is no armored public key of OpenPGP: ${messageOf(thrown)}`];
    }
  }

  async verdictOn(object: SignedObject | UnreadableObject): Promise<Verdict> {
    if ("problem" in object) return { problem: `it ${object.problem}` };
    const { payload, signature } = object;
    if (signature === undefined) return { problem: "it is not signed" };
    if (signature.startsWith("-----BEGIN SSH SIGNATURE-----")) return sshVerdict(payload, signature, this.#ssh);
    if (/^-----BEGIN PGP (?:SIGNATURE|MESSAGE)-----/.test(signature))
      return this.#openPgp.verdictOn(payload, signature);
    return { problem: "its signature is neither of OpenPGP nor of SSH" };
  }
}

const noOpenPgpKeys: OpenPgpKeys = {
  verdictOn: () => Promise.resolve({ problem: "it is signed with OpenPGP, and no key of OpenPGP is trusted" }),
};
