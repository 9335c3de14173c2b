const form =
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?:(?<between>[Tt ])(?<hour>\d{1,2}):(?<minute>\d{1,2}):(?<second>\d{1,2})(?:[.,](?<fraction>\d+))?(?<zone>Z|[-+]\d{2}:\d{2})?)?$/u;

/**
 * A timestamp as Go prints it, `2026-01-02 03:04:05.5 +0000 UTC`; `undefined` for what Go's yaml.v3 takes for no timestamp.
 *
 * Known are a date alone, and date and time either after a `T` with a zone or after a space without one. A zone other than UTC is
 * given by its offset, because its name would depend on the machine.
 */
export function timestampText(text: string): string | undefined {
  const parts = form.exec(text)?.groups;
  if (!parts) return undefined;
  const { year = "", month = "", day = "", between, hour = "0", minute = "0", second = "0", fraction, zone } = parts;
  if (between !== undefined && (between === " ") !== (zone === undefined)) return undefined;
  const inRange =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= daysOf(Number(year), Number(month)) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  const offset = zone === undefined || zone === "Z" ? "+00:00" : zone;
  if (!inRange || Number(offset.slice(1, 3)) > 24 || Number(offset.slice(4)) >= 60) return undefined;
  const two = (number: string) => number.padStart(2, "0");
  const shownFraction = (fraction ?? "").slice(0, 9).replace(/0+$/u, "");
  const time = `${two(hour)}:${two(minute)}:${two(second)}${shownFraction === "" ? "" : `.${shownFraction}`}`;
  const shownZone = /^[-+]00:00$/u.test(offset) ? "+0000 UTC" : `${offset.replace(":", "")} ${offset.replace(":", "")}`;
  return `${year}-${two(month)}-${two(day)} ${time} ${shownZone}`;
}

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}
