/**
 * Pulumi's passphrase secrets: from a passphrase and a salt to texts that only the passphrase opens.
 *
 * In:   a passphrase, asked for only when something is encrypted or decrypted; the salt of a stack.
 * Out:  {@link PassphraseKeys}, {@link Crypter}; {@link withheldSecrets} in place of a key.
 * Must not know: where salts and ciphertexts are kept, what they mean.
 */
export type { Crypter } from "./crypter.ts";
export { SecretUnreadable, UnsupportedSecretsProvider } from "./errors.ts";
export { PassphraseKeys, type PassphraseSource } from "./passphrase-keys.ts";
export { withheldSecrets } from "./withheld.ts";
