import { escapedAsByGo } from "../../../lib/index.ts";

/**
 * `value` as JSON, whole numbers of any length with all of their digits, members of maps in the order of their names.
 *
 * Written as Go's encoder does it: `<`, `>`, `&` and line separators are escaped.
 */
export function jsonText(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (typeof value !== "object" || value === null) return escapedAsByGo(JSON.stringify(value) ?? "null");
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${escapedAsByGo(JSON.stringify(key))}:${jsonText(member)}`);
  return `{${members.join(",")}}`;
}
