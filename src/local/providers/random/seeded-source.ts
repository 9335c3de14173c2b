import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../../lib/index.ts";

const LENGTH = 607;
const TAP = 273;
const MASK = (1n << 64n) - 1n;

let initialWords: readonly bigint[] | undefined;

/**
 * Numbers that depend on a seed alone: those that the real provider draws for it, which seeds Go's `math/rand` with the
 * CRC-64 of the seed. Draws in the same order give the same integers and permutations.
 */
export class SeededSource {
  readonly #words: bigint[];
  #tap = 0;
  #feed = LENGTH - TAP;

  constructor(seed: string) {
    let state = BigInt.asIntN(64, crc64(Buffer.from(seed, "utf8"))) % 2147483647n;
    if (state < 0n) state += 2147483647n;
    if (state === 0n) state = 89482311n;
    for (let skipped = 0; skipped < 20; skipped++) state = nextSeed(state);
    this.#words = initial().map((word) => {
      let mixed = 0n;
      for (const shift of [40n, 20n, 0n]) {
        state = nextSeed(state);
        mixed ^= state << shift;
      }
      return (mixed ^ word) & MASK;
    });
  }

  /** A whole number from 0 to `limit - 1`. `limit` is at most 2^63. */
  below(limit: bigint): bigint {
    const bits = limit <= 2147483647n ? 31n : 63n;
    const draw = () => (this.#next() & (MASK >> 1n)) >> (63n - bits);
    if ((limit & (limit - 1n)) === 0n) return draw() & (limit - 1n);
    const highest = (1n << bits) - 1n - ((1n << bits) % limit);
    let drawn = draw();
    while (drawn > highest) drawn = draw();
    return drawn % limit;
  }

  /** The numbers from 0 to `count - 1` in an order of their own. */
  permutation(count: number): number[] {
    const order: number[] = [];
    for (let index = 0; index < count; index++) {
      const at = Number(this.below(BigInt(index + 1)));
      order[index] = order[at] ?? 0;
      order[at] = index;
    }
    return order;
  }

  #next(): bigint {
    this.#tap = (this.#tap + LENGTH - 1) % LENGTH;
    this.#feed = (this.#feed + LENGTH - 1) % LENGTH;
    const sum = ((this.#words[this.#feed] ?? 0n) + (this.#words[this.#tap] ?? 0n)) & MASK;
    this.#words[this.#feed] = sum;
    return sum;
  }
}

/** Lehmer's generator modulo 2^31 - 1. */
function nextSeed(state: bigint): bigint {
  return (state * 48271n) % 2147483647n;
}

function initial(): readonly bigint[] {
  if (initialWords !== undefined) return initialWords;
  const file = path.join(projectRoot(), "data", "random", "seeded-source.json");
  const { words } = JSON.parse(readFileSync(file, "utf8")) as { readonly words: string };
  const bytes = Buffer.from(words, "base64");
  initialWords = Array.from({ length: LENGTH }, (_, index) => bytes.readBigUInt64BE(index * 8));
  return initialWords;
}

/** CRC-64 of ISO 3309, reflected. */
function crc64(bytes: Uint8Array): bigint {
  let crc = MASK;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xd800000000000000n : crc >> 1n;
  }
  return crc ^ MASK;
}
