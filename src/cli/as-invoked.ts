/** Commands of which messages speak; the first word after `groundwork`. */
const spoken = /\bgroundwork (?=(?:env|preview|up|status|refresh|destroy|doctor|stack|local|completion|--)(?![\w-]))/gu;

/**
 * A message with each command in a form that runs where the reader is.
 *
 * Messages are written with the command's short name, which is not on `PATH` in a checkout; `invocation` is what stands for it.
 */
export function asInvoked(text: string, invocation: string | undefined): string {
  return invocation === undefined || invocation === "groundwork" ? text : text.replace(spoken, () => `${invocation} `);
}

const messageKeys: ReadonlySet<string> = new Set(["message", "remedy", "details", "problems", "detail"]);

/** JSON with each of its messages {@link asInvoked}. Values that are no messages are as they were. */
export function jsonAsInvoked(value: unknown, invocation: string | undefined): string {
  const replaced = (key: string, each: unknown): unknown => {
    if (!messageKeys.has(key)) return each;
    if (typeof each === "string") return asInvoked(each, invocation);
    return Array.isArray(each)
      ? each.map((item: unknown) => (typeof item === "string" ? asInvoked(item, invocation) : item))
      : each;
  };
  return JSON.stringify(value, replaced, 2);
}
