import { parse } from "lossless-json";

/** Where a value may be an integer that a `number` does not hold. A text that only looks like one costs time, and nothing else. */
const mayBeLarge = /[:[,]\s*-?\d{16}/;

/**
 * A JSON text as `JSON.parse` reads it, but integers that a `number` does not hold exactly are `bigint`, as those of manifests are.
 *
 * @throws {SyntaxError}
 */
export function exactJson(text: string): unknown {
  return mayBeLarge.test(text) ? parse(text, null, numberOf) : JSON.parse(text);
}

function numberOf(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(digits) ? value : BigInt(digits);
}
