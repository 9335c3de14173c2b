export { secretSignature, signatureKey } from "../engine/embedded/state/snapshot.ts";

export const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
export const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";
export const resourceReferenceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
export const outputValueSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What stands for a value that is not known before something is created, whatever its type. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Every sentinel of the wire format: the others carry the type of what is not known, and only older SDKs send them. */
const unknownSentinels: ReadonlySet<unknown> = new Set([
  unknownValue,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && unknownSentinels.has(value);
}
