/**
 * Decrypts what SOPS encrypted for age.
 *
 * In:   objects and files as they are in Git, the identities of a Secret.
 * Out:  {@link Identities}; {@link openedObject}, {@link decryptedSources}, with the texts to keep out of messages.
 * Must not know: clusters, where identities come from, what follows from a problem. No message holds a value or an identity.
 *
 * It is loaded as soon as a `Kustomization` asks for decryption, and not before.
 */
export { Identities } from "./identities.ts";
export { openedObject } from "./opened-object.ts";
export { decryptedSources } from "./sources.ts";
