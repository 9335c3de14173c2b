const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;
const nano = 1_000_000_000n;

/** A Kubernetes quantity as an exact number of billionths, with the notation it was written in. */
export interface Quantity {
  readonly nanos: bigint;
  readonly notation: "decimal" | "binary" | "exponent";
}

/** Reads `100m`, `1.5Gi`, `1e3` or a plain number; `undefined` for what is no quantity. Rounds up below a billionth. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, sign = "", digits = "0", suffix = ""] = match;
  const [whole = "0", fraction = ""] = digits.split(".");
  const mantissa = BigInt(`${whole}${fraction}` || "0");
  const binary = suffix === "" ? -1 : binarySuffixes.indexOf(suffix);
  const exponent = binary > 0 ? 0 : (decimalSuffixes[suffix] ?? Number(suffix.slice(1)));
  const magnitude = binary > 0 ? 1024n ** BigInt(binary) : 1n;
  const nanos = scaled(mantissa * magnitude, exponent - fraction.length + 9);
  const notation = binary > 0 ? "binary" : /^[eE][+-]?\d/.test(suffix) ? "exponent" : "decimal";
  return { nanos: sign === "-" ? -nanos : nanos, notation };
}

/** The one spelling that an API server stores: the largest suffix that leaves a whole number. */
function formatQuantity({ nanos, notation }: Quantity): string {
  const negative = nanos < 0n;
  const size = negative ? -nanos : nanos;
  const sign = negative ? "-" : "";
  if (size === 0n) return "0";
  if (notation === "binary" && size >= 1024n * nano) {
    let count = divideUp(size, nano);
    let step = 0;
    while (step < binarySuffixes.length - 1 && count % 1024n === 0n) {
      count /= 1024n;
      step += 1;
    }
    return `${sign}${count}${binarySuffixes[step]}`;
  }
  let count = size;
  let exponent = -9;
  while (exponent < 18 && count % 1000n === 0n) {
    count /= 1000n;
    exponent += 3;
  }
  if (notation === "exponent") return `${sign}${count}${exponent === 0 ? "" : `e${exponent}`}`;
  const suffix = Object.entries(decimalSuffixes).find(([, power]) => power === exponent)?.[0] ?? "";
  return `${sign}${count}${suffix}`;
}

/** Whether two values are the same quantity, such as `0.5` and `500m`; false when one of them is none. */
export function sameQuantity(one: unknown, other: unknown): boolean {
  const first = canonicalQuantity(one);
  const second = canonicalQuantity(other);
  return first !== undefined && second !== undefined && parseQuantity(first)?.nanos === parseQuantity(second)?.nanos;
}

/** The stored spelling of a quantity as a client wrote it; `undefined` for what is none. */
export function canonicalQuantity(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const parsed = parseQuantity(String(value));
  return parsed === undefined ? undefined : formatQuantity(parsed);
}

function scaled(value: bigint, exponent: number): bigint {
  return exponent >= 0 ? value * 10n ** BigInt(exponent) : divideUp(value, 10n ** BigInt(-exponent));
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
