import { isObject } from "./json.ts";

/** JSON of a value that may hold integers of any size as `bigint`, which `JSON.stringify` refuses. Each keeps all its digits. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    // Values with a `bigint` are rare, and `JSON.stringify` is several times as fast.
    if (thrown instanceof TypeError) return exactText(value);
    throw thrown;
  }
}

function exactText(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value))
    return `[${value.map((each) => (each === undefined ? "null" : exactText(each))).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${exactText(each)}`).join(",")}}`;
}

/** JSON with `<`, `>`, `&` and line separators escaped, as Go's `encoding/json` writes it. */
export function escapedAsByGo(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/gu, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
