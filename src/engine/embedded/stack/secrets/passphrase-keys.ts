import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { MissingPassphrase, WrongPassphrase } from "../../../errors.ts";
import { type Crypter, crypterOf, decryptWith, encryptWith } from "./crypter.ts";
import { SecretUnreadable } from "./errors.ts";

const rounds = 1_000_000;
const keyBytes = 32;
const saltBytes = 8;
/** Stands encrypted beside the salt, so that a wrong passphrase is found out before anything is decrypted with it. */
const knownWord = "pulumi";

const derive = promisify(pbkdf2);

/** Gives the passphrase, or `undefined` when the user set none. An empty one is a passphrase. */
export type PassphraseSource = () => Promise<string | undefined>;

/**
 * Keys derived from one passphrase by PBKDF2-SHA256 with 1,000,000 rounds, as Pulumi's passphrase provider does.
 *
 * A derivation takes about 0.3 s of another thread, so each salt is derived once and kept for the life of this object.
 */
export class PassphraseKeys {
  readonly #passphrase: PassphraseSource;
  readonly #opened = new Map<string, Promise<Crypter>>();

  constructor(passphrase: PassphraseSource) {
    this.#passphrase = passphrase;
  }

  /**
   * The key that `salt` describes; `of` names its owner in errors.
   *
   * @throws {MissingPassphrase}, {@link WrongPassphrase}, {@link SecretUnreadable} when `salt` is no description of a key.
   */
  async open(salt: string, of: string): Promise<Crypter> {
    let opening = this.#opened.get(salt);
    if (opening === undefined) {
      opening = this.#open(salt, of);
      this.#opened.set(salt, opening);
    }
    return await opening;
  }

  /** A key with a salt of its own. @throws {MissingPassphrase} */
  async create(of: string): Promise<Crypter> {
    const salt = randomBytes(saltBytes);
    const key = await this.#derive(salt, of);
    const description = `v1:${salt.toString("base64")}:${encryptWith(key, knownWord)}`;
    const crypter = crypterOf(key, description, of);
    this.#opened.set(description, Promise.resolve(crypter));
    return crypter;
  }

  async #open(description: string, of: string): Promise<Crypter> {
    const [version, salt, ...proof] = description.split(":");
    if (version !== "v1" || salt === undefined || proof.length !== 3)
      throw new SecretUnreadable({
        of,
        problem: "its encryption salt does not have the form v1:<salt>:v1:<nonce>:<ciphertext>",
      });
    const key = await this.#derive(Buffer.from(salt, "base64"), of);
    if (decryptWith(key, proof.join(":")) !== knownWord) throw new WrongPassphrase({ of });
    return crypterOf(key, description, of);
  }

  async #derive(salt: Buffer, of: string): Promise<Buffer> {
    const passphrase = await this.#passphrase();
    if (passphrase === undefined) throw new MissingPassphrase({ of });
    return await derive(passphrase, salt, rounds, keyBytes, "sha256");
  }
}
