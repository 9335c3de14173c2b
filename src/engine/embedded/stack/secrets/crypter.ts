import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { SecretUnreadable } from "./errors.ts";

const nonceBytes = 12;
const tagBytes = 16;

/** Encrypts and decrypts texts with one key. A ciphertext is `v1:<nonce>:<AES-256-GCM with its tag>`, both parts in base64. */
export interface Crypter {
  /** What the key was derived from, as state and config files keep it: `v1:<salt>:<ciphertext of a known word>`. */
  readonly salt: string;
  /** Gives another ciphertext at every call. */
  encrypt(plain: string): string;
  /** @throws {SecretUnreadable} for what is no ciphertext of this key. */
  decrypt(ciphertext: string): string;
}

export function crypterOf(key: Buffer, salt: string, of: string): Crypter {
  return {
    salt,
    encrypt: (plain) => encryptWith(key, plain),
    decrypt(ciphertext) {
      const plain = decryptWith(key, ciphertext);
      if (typeof plain !== "string") throw new SecretUnreadable({ of, problem: plain.problem });
      return plain;
    },
  };
}

export function encryptWith(key: Buffer, plain: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

/** The text, or why there is none: told apart by the caller, because a failure with the known word means a wrong passphrase. */
export function decryptWith(key: Buffer, ciphertext: string): string | { readonly problem: string } {
  const [version, nonceText, sealedText, ...rest] = ciphertext.split(":");
  if (nonceText === undefined || sealedText === undefined || rest.length > 0)
    return { problem: "it does not have the form v1:<nonce>:<ciphertext>" };
  if (version !== "v1") return { problem: `it has version ${version ?? ""} and only v1 is known` };
  const nonce = Buffer.from(nonceText, "base64");
  const sealed = Buffer.from(sealedText, "base64");
  if (nonce.length !== nonceBytes || sealed.length < tagBytes) return { problem: "it is too short" };
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]).toString("utf8");
  } catch {
    return { problem: "it was encrypted with another key, or changed since" };
  }
}
