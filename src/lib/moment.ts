const day = 86_400_000;

/** A moment as people write it, once it is known what time it is. */
export type Moment = (now: Date) => Date;

/**
 * `2026-11-01`, `2026-11-01T09:30:00Z`, or how long ago: `90m`, `12h`, `30d`. Days begin in UTC. `undefined` for any other text.
 *
 * @param edge whether a date without a time is the moment at which its day begins, or that at which it is over
 */
export function parseMoment(text: string, edge: "begin" | "end"): Moment | undefined {
  const ago = /^(\d{1,6})([mhd])$/.exec(text);
  if (ago) {
    const milliseconds = Number(ago[1]) * { m: 60_000, h: 3_600_000, d: day }[ago[2] as "m" | "h" | "d"];
    return (now) => new Date(now.getTime() - milliseconds);
  }
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!date && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text))
    return undefined;
  const time = Date.parse(text);
  // Some days that no month has are read as the first ones of the next.
  if (Number.isNaN(time) || (date && new Date(time).toISOString().slice(0, 10) !== text)) return undefined;
  return () => new Date(date && edge === "end" ? time + day : time);
}
