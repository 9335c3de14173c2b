/**
 * Where the passphrase of a state comes from.
 *
 * In:   the variables that the Pulumi CLI reads; the folder in which a generated passphrase is kept.
 * Out:  {@link passphraseFrom} and {@link driverPassphrase}, each a `PassphraseSource`.
 * Must not know: what is encrypted, how a key is made of a passphrase.
 */
export { driverPassphrase, passphraseFrom } from "./passphrase-sources.ts";
