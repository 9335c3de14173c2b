import { parse } from "lossless-json";

const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** Only a text with so many digits in a row can hold an integer that a `number` would change. */
export const mayHoldLargeIntegers = (text: string): boolean => /\d{16}/.test(text);

/**
 * Reads JSON as an API server does: integers of 64 bits that a `number` does not hold exactly are `bigint`, other numbers are floating, and
 * of a key that stands twice the last one counts.
 *
 * @throws {SyntaxError}
 */
export function exactJson(text: string): unknown {
  // The other reader takes several times as long.
  if (!mayHoldLargeIntegers(text)) return JSON.parse(text);
  return parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue });
}

/** As a `number` where that holds it exactly, or where it has more than 64 bits. */
export function exactInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) || value < int64.least || value > int64.most ? number : value;
}

function parseNumber(digits: string): number | bigint {
  return /^-?\d+$/.test(digits) ? exactInteger(BigInt(digits)) : Number(digits);
}
