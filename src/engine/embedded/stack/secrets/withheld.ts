import type { Crypter } from "./crypter.ts";

/** Says `text` of every ciphertext: for who may know that there is a secret, and no more. It encrypts nothing. */
export function withheldSecrets(text: string): Crypter {
  return {
    salt: "withheld",
    encrypt() {
      throw new Error("Secrets that are withheld are not written.");
    },
    decrypt: () => text,
  };
}
