const unitMilliseconds = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, µs: 1e-3, ns: 1e-6 } as const;

export type DurationUnit = keyof typeof unitMilliseconds;

const goDuration = /^(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+$/;

/**
 * Milliseconds of a duration in Go's notation, such as `1m30s` or `1.5h`; `undefined` for any other text.
 *
 * The notation is that of https://pkg.go.dev/time#ParseDuration without signs and without its bare `0`.
 * @param units the units that the caller's format allows; absent: all of Go's
 */
export function parseDuration(text: string, units?: readonly DurationUnit[]): number | undefined {
  if (!goDuration.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, written] of text.matchAll(/(\d+(?:\.\d+)?)([a-zµ]+)/g)) {
    const unit = written as DurationUnit;
    if (units && !units.includes(unit)) return undefined;
    sum += Number(amount) * unitMilliseconds[unit];
  }
  return sum;
}

/** A duration in Go's notation, as Kubernetes and Flux write it: `250ms` below a second, else whole seconds: `1m30s`, `1h0m0s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "m"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join("");
}
