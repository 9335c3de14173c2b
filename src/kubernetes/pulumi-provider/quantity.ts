const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const written = /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)(?:(n|u|m|k|Ki?|Mi?|Gi?|Ti?|Pi?|Ei?)|[eE]([+-]?\d+))?$/;

/** Whether two values are the same Kubernetes quantity, such as `0.5` and `500m`: an API server rewrites them. */
export function sameQuantity(one: unknown, other: unknown): boolean {
  const [first, second] = [numberOf(one), numberOf(other)];
  if (first === undefined || second === undefined) return false;
  return Math.abs(first - second) <= 1e-9 * Math.max(Math.abs(first), Math.abs(second));
}

/** Whether a field holds quantities by its place in an object. */
export function holdsQuantity(path: readonly (string | number)[]): boolean {
  const parents = [
    "limits",
    "requests",
    "capacity",
    "hard",
    "allocatable",
    "overhead",
    "max",
    "min",
    "default",
    "defaultRequest",
  ];
  const parent = path.at(-2);
  return (
    (typeof parent === "string" && parents.includes(parent)) ||
    path.at(-1) === "sizeLimit" ||
    path.at(-1) === "averageValue"
  );
}

function numberOf(value: unknown): number | undefined {
  const [, digits, suffix = "", exponent] = written.exec(String(value)) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (exponent === undefined ? (suffixes[suffix] ?? 1) : 10 ** Number(exponent));
}
