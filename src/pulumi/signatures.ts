/**
 * Signatures of Pulumi's special values: maps that stand for what plain JSON cannot say.
 *
 * Source: `sdk/go/common/resource/sig` of pulumi/pulumi. They are part of the provider protocol and of state files, so
 * they never change.
 */

/** Key of the entry that makes a map a special value; its value is one of the signatures below. */
export const signatureKey = "4dabf18193072939515e22adb298388d";

/** A secret: beside it stands `value` in memory and on the wire, `ciphertext` or `plaintext` in a state file. */
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
export const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

/** A reference to a resource: `urn`, and `id` for a custom resource. */
export const resourceReferenceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** An output: `value` when it is known, `secret`, and the URNs in `dependencies`. */
export const outputValueSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
