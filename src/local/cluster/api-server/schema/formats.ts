import { isIPv4, isIPv6 } from "node:net";
import { memberOf } from "../../../../lib/index.ts";

/** Whether a text is of a format that schemas name. Formats without an entry are not checked, as those that no server knows. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  "date-time": isDateTime,
  date: isDate,
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  hostname: isHostName,
  email: (text) => /^[^\s@<>]+@[^\s@<>]+$/.test(text),
  uri: (text) => text.startsWith("/") || (/^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text)),
  duration: (text) => durations.test(text),
  byte: (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  mac: (text) => /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text),
  uuid: (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
};

/** As Go writes durations, or a number and a word for a unit. */
const durations =
  /^(?:[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+|[+-]?0|\d+\s*(?:ns|us|µs|ms|s|m|h|d|w|days?|hours?|minutes?|seconds?|weeks?))$/;

function isHostName(text: string): boolean {
  return (
    text.length <= 255 &&
    /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\.?$/.test(text)
  );
}

export function isOfFormat(format: string, text: string): boolean {
  return memberOf(formats, format)?.(text) ?? true;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  const [date = "", time] = text.split(/[Tt]/);
  return (
    isDate(date) && time !== undefined && /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.test(time)
  );
}

function isCidr(text: string): boolean {
  const [address = "", bits = ""] = text.split("/");
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}
