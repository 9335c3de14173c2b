import { randomInt } from "node:crypto";
import type { PropertyMap } from "../../../provider/index.ts";
import { ImportIdInvalid, type LogicalType } from "../logical/index.ts";
import { SeededSource } from "./seeded-source.ts";

/** A whole number of a range, both ends included; always the same for a seed. */
export const randomInteger: LogicalType = {
  defaults: {},
  check: ({ min, max }) => [
    ...Object.entries({ min, max })
      .filter(([, value]) => typeof value === "number" && !Number.isSafeInteger(value))
      .map(([property]) => ({ property, reason: "must be a whole number between -2^53 and 2^53" })),
    ...(typeof min === "number" && typeof max === "number" && min > max
      ? [{ property: "min", reason: `must not be greater than max; ${min} is greater than ${max}` }]
      : []),
  ],
  create: ({ min, max, seed }) => {
    const from = BigInt(Number(min));
    const result = Number(from + below(BigInt(Number(max)) - from + 1n, seed));
    return { id: String(result), outputs: { result } };
  },
  imported: (id) => {
    const [result, min, max, ...seed] = id.split(",");
    const numbers = [result, min, max].map((text) => (/^-?\d+$/.test(text ?? "") ? Number(text) : Number.NaN));
    if (numbers.some((number) => Number.isNaN(number)))
      throw new ImportIdInvalid({ type: "RandomInteger", expected: "<result>,<min>,<max>[,<seed>]" });
    const given = seed.length > 0 ? { seed: seed.join(",") } : {};
    return { id: String(numbers[0]), outputs: { result: numbers[0], min: numbers[1], max: numbers[2], ...given } };
  },
};

/** A list in another order, cut or repeated to the wanted count; always the same for a seed. */
export const randomShuffle: LogicalType = {
  defaults: {},
  check: ({ resultCount }) =>
    typeof resultCount === "number" && !(Number.isInteger(resultCount) && resultCount >= 0)
      ? [{ property: "resultCount", reason: `must be a whole number of at least 0; it is ${resultCount}` }]
      : [],
  create: (inputs) => ({ id: "-", outputs: { results: shuffled(inputs) } }),
};

/** Each round holds every element once, so that none is repeated more often than another by more than one. */
function shuffled({ inputs, resultCount, seed }: PropertyMap): unknown[] {
  const list = inputs as readonly unknown[];
  const wanted = typeof resultCount === "number" ? resultCount : list.length;
  const source = hasSeed(seed) ? new SeededSource(seed) : undefined;
  const results: unknown[] = [];
  while (list.length > 0 && results.length < wanted) {
    const order = source === undefined ? permutation(list.length) : source.permutation(list.length);
    results.push(...order.map((index) => list[index]));
  }
  return results.slice(0, wanted);
}

function permutation(count: number): number[] {
  const order: number[] = [];
  for (let index = 0; index < count; index++) order.splice(randomInt(index + 1), 0, index);
  return order;
}

/** An empty seed counts as none, as with the real provider. */
function hasSeed(seed: unknown): seed is string {
  return typeof seed === "string" && seed !== "";
}

function below(limit: bigint, seed: unknown): bigint {
  if (hasSeed(seed)) return new SeededSource(seed).below(limit);
  if (limit < 2n ** 48n) return BigInt(randomInt(Number(limit)));
  // `randomInt` draws from fewer than 2^48 numbers: two draws make one of a wider range.
  const wide = (BigInt(randomInt(2 ** 47)) << 47n) | BigInt(randomInt(2 ** 47));
  return wide % limit;
}
