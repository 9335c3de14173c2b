/**
 * What SOPS encrypted, told without any key.
 *
 * In:   an object, the name or the text of a file.
 * Out:  {@link isSopsEncrypted}, {@link isEncryptedWhole}, {@link isMadeOfEncrypted}, {@link needsDecryption}, {@link isLeftEncrypted}; {@link detectedFormat},
 *       {@link formatOf}.
 * Must not know: keys, how values are decrypted, clusters. It ships with the sync agent.
 */
export { isEncryptedWhole, isLeftEncrypted, isMadeOfEncrypted, isSopsEncrypted, needsDecryption } from "./encrypted.ts";
export { detectedFormat, formatOf, type SopsFormat } from "./file-format.ts";
