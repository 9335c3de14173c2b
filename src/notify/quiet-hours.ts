export const weekDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type WeekDay = (typeof weekDays)[number];

/** When nothing is told. What falls into them is told after them. */
export interface QuietHours {
  /** Minutes since midnight, the first that is quiet. */
  readonly from: number;
  /** Minutes since midnight, the first that is not quiet any more; before {@link from}: on the next day. */
  readonly to: number;
  /** Days on which they begin. */
  readonly days: readonly WeekDay[];
  /** A name of the time zone database: `Europe/Berlin`. */
  readonly zone: string;
}

/** Whether a moment is quiet, by the clock on the wall of the zone. The minute of `from` is quiet, that of `to` is not. */
export function isQuiet({ from, to, days, zone }: QuietHours, at: Date): boolean {
  const { day, minute } = wallClock(at, zone);
  const dayBefore = weekDays[(weekDays.indexOf(day) + weekDays.length - 1) % weekDays.length] ?? day;
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  return (days.includes(day) && minute >= from) || (days.includes(dayBefore) && minute < to);
}

function wallClock(at: Date, timeZone: string): { readonly day: WeekDay; readonly minute: number } {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const written = (parts.get("weekday") ?? "").toLowerCase();
  const day = weekDays.find((each) => each === written) ?? "mon";
  return { day, minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")) };
}
