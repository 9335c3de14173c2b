import { randomInt } from "node:crypto";
import type { LogicalType } from "../logical/index.ts";
import { adjectives, adverbs, names } from "./pet-words.ts";

/** A name that people can say: as many words as wanted, the last an animal; it is its own id. */
export const randomPet: LogicalType = {
  defaults: { length: 2, separator: "-" },
  check: ({ length }) =>
    typeof length === "number" && !(Number.isInteger(length) && length >= 1)
      ? [{ property: "length", reason: `must be a whole number of at least 1; it is ${length}` }]
      : [],
  create: ({ length, prefix, separator }) => {
    const count = Number(length);
    const words = Array.from({ length: count }, (_, index) => {
      if (index === count - 1) return oneOf(names);
      return oneOf(index === count - 2 ? adjectives : adverbs);
    });
    const before = typeof prefix === "string" && prefix !== "" ? [prefix] : [];
    return { id: [...before, ...words].join(String(separator)), outputs: {} };
  },
};

function oneOf(words: readonly string[]): string {
  return words[randomInt(words.length)] ?? "";
}
