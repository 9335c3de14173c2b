import { createHash, randomBytes } from "node:crypto";

/**
 * Hexadecimal digits, 64 at most, that differ from seed to seed and are the same for the same one; random without a seed.
 *
 * An update plan holds names that providers made up: the `up` that is held to it passes the seed again (`CheckRequest.randomSeed`).
 */
export function madeUpHex(seed: Uint8Array | undefined, count: number): string {
  const source = seed?.length ? seed : randomBytes(32);
  return createHash("sha256").update(source).digest("hex").slice(0, count);
}
