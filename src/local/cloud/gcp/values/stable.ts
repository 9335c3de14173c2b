import { createHash } from "node:crypto";

/** `count` digits that are always the same for the same words, the first not zero. */
export function stableDigits(words: string, count: number): string {
  const hash = createHash("sha256").update(words).digest("hex");
  const digits = BigInt(`0x${hash}`).toString().padStart(count, "7").slice(0, count);
  return digits.startsWith("0") ? `1${digits.slice(1)}` : digits;
}

/** `count` hex digits that are always the same for the same words. */
export function stableHex(words: string, count: number): string {
  return createHash("sha256").update(words).digest("hex").slice(0, count);
}

/** A UUID of version 4 by its look, always the same for the same words. */
export function stableUuid(words: string): string {
  const hex = stableHex(words, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join("-");
}

/** Base64 of a hash of a value's content, as GCP's fingerprints and etags look. */
export function fingerprint(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(value) ?? "")
    .digest()
    .subarray(0, 8)
    .toString("base64");
}

/** GCP's number of a project: twelve digits. */
export function projectNumber(project: string): string {
  return stableDigits(`project ${project}`, 12);
}
