/**
 * Where the passphrase of a state comes from.
 *
 * In:   the variables that the Pulumi CLI reads; the folder in which a generated passphrase is kept.
 * Out:  {@link driverPassphrase}, a `PassphraseSource`, as is `passphraseFrom`, which is loaded before this index is.
 * Must not know: what is encrypted, how a key is made of a passphrase.
 */
export { driverPassphrase } from "./passphrase-sources.ts";
