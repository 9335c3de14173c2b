import { at, type JsonObject } from "../../../../lib/index.ts";

/** One column of a table, and how a row's cell is made of an object. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  /** Above 0 for columns that only wide output shows. */
  readonly priority?: number;
  readonly cell: (object: JsonObject, now: Date) => unknown;
}

export const text = (name: string, cell: (object: JsonObject) => unknown, priority = 0): Column => ({
  name,
  type: "string",
  priority,
  cell: (object) => cell(object) ?? "<none>",
});

/** A number; the server says of most that they are text. */
export const count = (name: string, cell: (object: JsonObject) => unknown, priority = 0): Column => ({
  name,
  type: "string",
  priority,
  cell: (object) => cell(object) ?? 0,
});

export const nameColumn: Column = {
  name: "Name",
  type: "string",
  format: "name",
  cell: (object) => at(object, "metadata", "name") ?? "",
};

export const ageColumn: Column = {
  name: "Age",
  type: "string",
  cell: (object, now) => ageOf(at(object, "metadata", "creationTimestamp"), now),
};

/** How long ago a time was, as kubectl shows ages; see {@link humanDuration}. `<unknown>` for what is no text. */
export function ageOf(time: unknown, now: Date): string {
  if (typeof time !== "string") return "<unknown>";
  const seconds = Math.floor((now.getTime() - Date.parse(time)) / 1000);
  if (Number.isNaN(seconds)) return "<invalid>";
  return humanDuration(Math.max(seconds, 0));
}

/**
 * The one or two largest units of a time, as in Kubernetes' tables: `42s`, `3m10s`, `5h`, `4d3h`, `2y`.
 *
 * The limits are those of `HumanDuration` in k8s.io/apimachinery/pkg/util/duration.
 */
export function humanDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const pair = (high: number, unit: string, low: number, lowUnit: string): string =>
    `${high}${unit}${low === 0 ? "" : `${low}${lowUnit}`}`;
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return pair(minutes, "m", seconds % 60, "s");
  if (hours < 3) return `${minutes}m`;
  if (hours < 8) return pair(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  if (days < 8) return pair(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  return pair(Math.floor(days / 365), "y", days % 365, "d");
}
