/** Keys under which a value that is an environment's name is there because of the name. */
const ofNames = /name|label|tag|env|stack|title|prefix|suffix|folder|path|value|(?:^|\W)id$|Id$/iu;

/** Keys whose values are words of their own: an environment may be called `viewer`, `small` or `premium` as well. */
const ofWords =
  /role|permission|polic|verb|action|tier|type|class|kind|size|shape|region|zone|location|version|mode|level|protocol|range|cidr/iu;

/** Lower-case letters, digits and `-` in the names of environments; others, so that any text can be looked for. */
const special = /[\\^$.*+?()[\]{}|/]/g;

/**
 * Lines of a plan or of a manifest's diff in which the environment's own name is left out, so that those of two environments are equal
 * when the same happens to both.
 *
 * A name counts as a word of its own: `dev` in `dev-main`, not in `devops`. It stays where it may be there for its own sake: after
 * `roles/`, in values of roles, types, sizes and the like, and as a whole value under any key that holds no name.
 */
export function withoutName(lines: readonly string[], name: string): readonly string[] {
  const word = new RegExp(`(?<![A-Za-z0-9])${name.replaceAll(special, String.raw`\$&`)}(?![A-Za-z0-9])`, "gu");
  const above: { readonly indent: number; readonly key: string }[] = [];
  return lines.map((line) => {
    const indent = indentOf(line);
    while ((above.at(-1)?.indent ?? -1) >= indent) above.pop();
    const parent = above.findLast(({ key }) => !isIndex(key))?.key;
    const keys = keysIn(line);
    const own = keys.find(({ isFollowed }) => isFollowed)?.key;
    if (own !== undefined) above.push({ indent, key: own });
    if (!line.includes(name)) return line;
    const keyAt = keysBefore(keys);
    return line.replace(word, (found, at: number) =>
      staysAsItIs(line, at, at + found.length, keyAt(at) ?? parent) ? found : "\u0000",
    );
  });
}

/** Looks at single characters: a line may hold every file of a change, with the name in each. */
function staysAsItIs(line: string, start: number, end: number, key: string | undefined): boolean {
  if (line.slice(Math.max(0, start - "roles/".length), start) === "roles/") return true;
  // A title, a path or a URN.
  if (key === undefined) return false;
  if (ofWords.test(key)) return true;
  const isWhole = /^[\s"'[]?$/u.test(line.charAt(start - 1)) && /^[\s"',\]]?$/u.test(line.charAt(end));
  return isWhole && !ofNames.test(key);
}

interface Key {
  readonly key: string;
  /** Index of its colon. */
  readonly colon: number;
  /** Whether what a value begins with comes next. */
  readonly isFollowed: boolean;
}

/** Keys with a colon behind them, in YAML and in JSON. Every character is looked at once or twice: lines may be long. */
function keysIn(line: string): readonly Key[] {
  const keys: Key[] = [];
  for (let colon = line.indexOf(":"); colon >= 0; colon = line.indexOf(":", colon + 1)) {
    const end = /["']/u.test(line.charAt(colon - 1)) ? colon - 1 : colon;
    const key = keyEndingAt(line, end);
    if (key !== undefined) keys.push({ key, colon, isFollowed: /^[\s"'[{]?$/u.test(line.charAt(colon + 1)) });
  }
  return keys;
}

function keyEndingAt(line: string, end: number): string | undefined {
  let start = end;
  if (line.charAt(end - 1) === "]") {
    start -= 1;
    while (/\d/u.test(line.charAt(start - 1))) start -= 1;
    return start < end - 1 && line.charAt(start - 1) === "[" ? line.slice(start - 1, end) : undefined;
  }
  while (/[\w./-]/u.test(line.charAt(start - 1))) start -= 1;
  while (start < end && !/[A-Za-z_]/u.test(line.charAt(start))) start += 1;
  return start < end ? line.slice(start, end) : undefined;
}

/** The nearest key that is no index before a place in the line. Asked for places in their order. */
function keysBefore(keys: readonly Key[]): (at: number) => string | undefined {
  let next = 0;
  let last: string | undefined;
  return (at) => {
    let direct: string | undefined;
    for (; (keys[next]?.colon ?? at) < at; next += 1) {
      const { key, colon, isFollowed } = keys[next] as Key;
      if (isIndex(key)) continue;
      if (isFollowed) last = key;
      else if (colon === at - 1) direct = key;
    }
    return direct ?? last;
  };
}

function isIndex(key: string): boolean {
  return key.startsWith("[");
}

/** Behind the sign of a diff; an item of a YAML list is as deep as its first key. */
function indentOf(line: string): number {
  return /^[-+!~ ]?\s*(?:- )*/u.exec(line)?.[0].length ?? 0;
}
