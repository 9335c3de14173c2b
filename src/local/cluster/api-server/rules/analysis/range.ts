/** The least and the most that something can be. The most may be `Infinity`. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export const none: Range = { min: 0, max: 0 };
export const one: Range = { min: 1, max: 1 };
export const unknown: Range = { min: 0, max: Infinity };

/** The factors of a cost, from cel-go 0.26's `common/cost.go`. */
export const perCharacter = 0.1;
export const perPatternCharacter = 0.25;
export const newList: Range = { min: 10, max: 10 };
export const newMap: Range = { min: 30, max: 30 };

export function exactly(value: number): Range {
  return { min: value, max: value };
}

export function sum(...ranges: readonly Range[]): Range {
  return ranges.reduce((all, { min, max }) => ({ min: all.min + min, max: all.max + max }), none);
}

/** Nothing times without end is nothing. */
export function times(a: Range, b: Range): Range {
  const product = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
  return { min: product(a.min, b.min), max: product(a.max, b.max) };
}

/** Rounded up, as the server rounds each product of a size and a factor. */
export function scaled({ min, max }: Range, factor: number): Range {
  return { min: Math.ceil(min * factor), max: Math.ceil(max * factor) };
}

/** From the least of both to the most of both. */
export function either(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
