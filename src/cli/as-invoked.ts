/** The commands that messages name: the first word after `groundwork`. Those in comments begin with a slash, and stay as they are. */
const spoken =
  /(?<!\/)\bgroundwork (?=(?:init|bootstrap|env|affected|preview|report|respond|up|status|drift|correct|kubediff|diff|tree|reconcile|suspend|resume|logs|refresh|destroy|test|rollback|history|explain|audit|queue|leases|notify|doctor|ci|stack|local|completion|--)(?![\w-]))/gu;

/**
 * Rewrites each command in a message to a form that runs in the user's shell.
 *
 * Messages are written with `groundwork`, which is not on `PATH` in a checkout. `invocation` replaces it there.
 */
export function asInvoked(text: string, invocation: string | undefined): string {
  return invocation === undefined || invocation === "groundwork" ? text : text.replace(spoken, () => `${invocation} `);
}

const messageKeys: ReadonlySet<string> = new Set(["message", "remedy", "details", "problems", "detail"]);

/** JSON whose messages are rewritten by {@link asInvoked}. What is iterable is a list. @param spaces 0 for one line */
export function jsonAsInvoked(value: unknown, invocation: string | undefined, spaces = 2): string {
  return JSON.stringify(value, replacedFor(invocation), spaces);
}

/**
 * As {@link jsonAsInvoked}, in texts that make up the whole when each ends with a line feed. What a member of `value` that is iterable
 * gives is asked for when its turn has come: as a whole, the text of hundreds of environments takes more memory than their values.
 */
export function* jsonPartsAsInvoked(value: object, invocation: string | undefined): Generator<string> {
  const replaced = replacedFor(invocation);
  const text = (each: unknown) => JSON.stringify(each, replaced, 2) ?? "null";
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  if (members.length === 0) yield "{}";
  for (const [index, [key, member]] of members.entries()) {
    const [open, close] = [index === 0 ? "{\n" : "", index === members.length - 1 ? "\n}" : ","];
    if (!isIterable(member)) {
      yield `${open}${indented(`${JSON.stringify(key)}: ${text(replaced(key, member))}`, 2)}${close}`;
      continue;
    }
    let last: string | undefined;
    for (const item of member) {
      if (last === undefined) yield `${open}  ${JSON.stringify(key)}: [`;
      else yield `${last},`;
      const [shown] = replaced(key, [item]) as readonly unknown[];
      last = indented(text(shown), 4);
    }
    if (last === undefined) yield `${open}  ${JSON.stringify(key)}: []${close}`;
    else yield `${last}\n  ]${close}`;
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Symbol.iterator in value;
}

function indented(text: string, spaces: number): string {
  const margin = " ".repeat(spaces);
  return margin + text.replaceAll("\n", `\n${margin}`);
}

function replacedFor(invocation: string | undefined): (key: string, each: unknown) => unknown {
  return (key, each) => {
    if (isIterable(each)) return [...each];
    if (!messageKeys.has(key)) return each;
    if (typeof each === "string") return asInvoked(each, invocation);
    return Array.isArray(each)
      ? each.map((item: unknown) => (typeof item === "string" ? asInvoked(item, invocation) : item))
      : each;
  };
}
