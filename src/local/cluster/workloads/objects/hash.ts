import { createHash } from "node:crypto";

/** Letters and digits that spell no words, as Kubernetes uses for made-up names. */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** A short name for a value: equal for equal values, in any order of their keys. */
export function hashOf(value: unknown, length = 10): string {
  return shortHash(canonical(value), length);
}

/** A short name for a text. */
export function shortHash(text: string, length: number): string {
  const digest = createHash("sha256").update(text).digest();
  return [...digest.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

/** An address in a network of 65,536, the same for the same text. Never the first or last of a block of 256. */
export function addressFor(text: string, network: `${number}.${number}`): string {
  const [third = 0, fourth = 0] = createHash("sha256").update(text).digest();
  return `${network}.${third}.${1 + (fourth % 254)}`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
