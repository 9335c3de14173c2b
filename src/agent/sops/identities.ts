import { armor, Decrypter } from "age-encryption";
import { counted } from "../../lib/index.ts";
import type { SopsMetadata, WrappedKey } from "./metadata.ts";

/** Of a key of AES-256. */
const keyBytes = 32;

/** The private keys of age that a Secret holds. None of them leaves it. */
export class Identities {
  readonly #decrypter: Decrypter;
  readonly #count: number;
  /** By what is encrypted: documents of one file share their key. */
  readonly #opened = new Map<string, Promise<Uint8Array | undefined>>();

  private constructor(decrypter: Decrypter, count: number) {
    this.#decrypter = decrypter;
    this.#count = count;
  }

  /**
   * Reads the entries of a Secret whose names end with `.agekey`, as Flux does: an identity a line, and comments. Other entries are
   * for others.
   *
   * @returns what is wrong with them instead, without a word of their content
   */
  static of(entries: Readonly<Record<string, string>>): Identities | readonly string[] {
    const decrypter = new Decrypter();
    const problems: string[] = [];
    let count = 0;
    for (const [name, value] of Object.entries(entries)) {
      if (!name.endsWith(".agekey")) continue;
      for (const [index, line] of value.split("\n").entries()) {
        const identity = line.trim();
        if (identity === "" || identity.startsWith("#")) continue;
        const problem = added(identity, decrypter);
        if (problem === undefined) count += 1;
        else problems.push(`${name}, line ${index + 1}, ${problem}`);
      }
    }
    return problems.length > 0 ? problems : new Identities(decrypter, count);
  }

  /**
   * The key with which the values of a file are encrypted.
   *
   * @throws {Error} in words, when none of the identities opens it
   */
  async dataKeyOf({ wrapped, others }: SopsMetadata): Promise<Uint8Array> {
    for (const each of wrapped) {
      const key = await this.#open(each);
      if (key !== undefined) return key;
    }
    const forAge = wrapped.map(({ recipient }) => recipient).filter((recipient) => recipient !== "");
    const unknown =
      others.length > 0 ? `${others.join(" and ")}, which only Flux itself decrypts (agent: flux)` : undefined;
    const recipients = [forAge.join(", ") || undefined, unknown]
      .filter((each) => each !== undefined)
      .join(", and for ");
    const held =
      this.#count === 0
        ? "there is no age identity in the Secret that is to decrypt it, in an entry whose name ends with .agekey"
        : `none of ${counted(this.#count, "age identity", "age identities")} opens it`;
    throw new Error(
      wrapped.length === 0 ? `is encrypted for ${recipients}` : `is encrypted for ${recipients}, and ${held}`,
    );
  }

  #open({ sealed }: WrappedKey): Promise<Uint8Array | undefined> {
    let opened = this.#opened.get(sealed);
    if (opened === undefined) {
      opened = this.#unwrapped(sealed);
      this.#opened.set(sealed, opened);
    }
    return opened;
  }

  async #unwrapped(sealed: string): Promise<Uint8Array | undefined> {
    if (this.#count === 0) return undefined;
    try {
      const key = await this.#decrypter.decrypt(armor.decode(sealed.trim()));
      return key.length === keyBytes ? key : undefined;
    } catch {
      // Another recipient's, or damaged: the next one may open.
      return undefined;
    }
  }
}

function added(identity: string, decrypter: Decrypter): string | undefined {
  if (identity.startsWith("AGE-PLUGIN-"))
    return "is an identity of a plugin of age, and no program is run here to decrypt";
  try {
    decrypter.addIdentity(identity);
    return undefined;
  } catch {
    return "is no identity of age (AGE-SECRET-KEY-1… or AGE-SECRET-KEY-PQ-1…)";
  }
}
