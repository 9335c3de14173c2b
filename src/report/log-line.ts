import { isObject, printable } from "../lib/index.ts";

/** From the least to the most urgent. */
const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** As pino writes them. */
const numbers: Readonly<Record<number, LogLevel>> = {
  10: "debug",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "error",
};

/** A line of an agent's log, for people. */
export interface ReadLogLine {
  /** Absent in a line that is not a log's JSON, such as the last words of a process that crashed. */
  readonly level?: LogLevel;
  readonly text: string;
}

/** Reads a line of Groundwork's agent or of a controller of Flux, both JSON; any other one is taken as it is. */
export function readLogLine(written: string): ReadLogLine {
  const fields = fieldsOf(written);
  if (!fields) return { text: printable(written) };
  const { level, time, ts, msg, ...others } = fields;
  const word = levelOf(level);
  const details = Object.entries(others).map(([name, value]) => `${name}=${valueText(value)}`);
  const parts = [time ?? ts, word, msg, ...details].filter((part) => part !== undefined && part !== "");
  return { ...(word !== undefined && { level: word }), text: printable(parts.map(String).join(" ")) };
}

/** Whether a line is as urgent as asked for. One without a level always is: what it says is not known. */
export function isAtLeast({ level }: ReadLogLine, least: LogLevel): boolean {
  return level === undefined || logLevels.indexOf(level) >= logLevels.indexOf(least);
}

function levelOf(level: unknown): LogLevel | undefined {
  if (typeof level === "number") return numbers[level];
  return logLevels.find((each) => each === level);
}

function valueText(value: unknown): string {
  return typeof value === "string" && !/[\s"]/.test(value) ? value : JSON.stringify(value);
}

function fieldsOf(written: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(written);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
