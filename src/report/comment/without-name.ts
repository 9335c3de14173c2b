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
    const [own] = keysIn(line);
    if (own !== undefined) above.push({ indent, key: own });
    if (!line.includes(name)) return line;
    return line.replace(word, (found, at: number) => {
      const before = line.slice(0, at);
      const key = keysIn(before).findLast((each) => !isIndex(each)) ?? parent;
      const after = line.slice(at + found.length);
      return staysAsItIs(before, after, key) ? found : "\u0000";
    });
  });
}

function staysAsItIs(before: string, after: string, key: string | undefined): boolean {
  if (before.endsWith("roles/")) return true;
  // A title, a path or a URN.
  if (key === undefined) return false;
  if (ofWords.test(key)) return true;
  const isWhole = /(?:[\s"'[]|^)$/u.test(before) && /^(?:[\s"',\]]|$)/u.test(after);
  return isWhole && !ofNames.test(key);
}

/** Keys with a colon behind them, in YAML and in JSON. */
function keysIn(text: string): readonly string[] {
  return [...text.matchAll(/["']?([A-Za-z_][\w./-]*|\[\d+\])["']?:(?=[\s"'[{]|$)/gu)].flatMap(([, key]) => key ?? []);
}

function isIndex(key: string): boolean {
  return key.startsWith("[");
}

/** Behind the sign of a diff; an item of a YAML list is as deep as its first key. */
function indentOf(line: string): number {
  return /^[-+!~ ]?\s*(?:- )*/u.exec(line)?.[0].length ?? 0;
}
