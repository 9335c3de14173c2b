/** The commands that messages name: the first word after `groundwork`. */
const spoken =
  /\bgroundwork (?=(?:init|env|affected|preview|report|up|status|refresh|destroy|history|explain|doctor|ci|stack|local|completion|--)(?![\w-]))/gu;

/**
 * Rewrites each command in a message to a form that runs in the user's shell.
 *
 * Messages are written with `groundwork`, which is not on `PATH` in a checkout. `invocation` replaces it there.
 */
export function asInvoked(text: string, invocation: string | undefined): string {
  return invocation === undefined || invocation === "groundwork" ? text : text.replace(spoken, () => `${invocation} `);
}

const messageKeys: ReadonlySet<string> = new Set(["message", "remedy", "details", "problems", "detail"]);

/** JSON whose messages are rewritten by {@link asInvoked}. Other values stay as they are. @param spaces 0 for one line */
export function jsonAsInvoked(value: unknown, invocation: string | undefined, spaces = 2): string {
  const replaced = (key: string, each: unknown): unknown => {
    if (!messageKeys.has(key)) return each;
    if (typeof each === "string") return asInvoked(each, invocation);
    return Array.isArray(each)
      ? each.map((item: unknown) => (typeof item === "string" ? asInvoked(item, invocation) : item))
      : each;
  };
  return JSON.stringify(value, replaced, spaces);
}
