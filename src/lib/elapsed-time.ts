const units: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
];

/**
 * How long a state has lasted, for people: `3 h 10 min`. Never rounds up; a time below a second is `0 s`.
 *
 * @param precision how many units, from the largest that is not zero
 */
export function ageText(milliseconds: number, precision: 1 | 2 = 2): string {
  const counts = units.map(([name, size], index) => {
    const above = index === 0 ? milliseconds : milliseconds % (units[index - 1]?.[1] ?? 1);
    return { name, count: Math.floor(Math.max(0, above) / size) };
  });
  const first = counts.findIndex(({ count }) => count > 0);
  if (first < 0) return "0 s";
  return counts
    .slice(first, first + precision)
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${name}`)
    .join(" ");
}

/** How long an operation took, for people: `0.8 s`, `12 s`, `3 min 5 s`. */
export function secondsText(milliseconds: number): string {
  const exact = Math.max(milliseconds, 0) / 1000;
  if (exact < 10) return `${exact.toFixed(1)} s`;
  const whole = Math.round(exact);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
