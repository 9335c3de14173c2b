const posixClasses: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  space: "\\t\\n\\v\\f\\r ",
  punct: "!-\\/:-@\\[-`\\{-~",
  xdigit: "0-9A-Fa-f",
  word: "\\w",
};
const written: Readonly<Record<string, string>> = { A: "^", z: "$" };
const compiled = new Map<string, RegExp>();

/**
 * A regular expression of Go, which schemas and rules are written in, as one of JavaScript.
 *
 * Flags that Go sets in the middle hold from the start here, as they mostly stand at the start or behind `^`.
 * @throws {SyntaxError} for a pattern that is none
 */
export function goPattern(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const flags = new Set(["u"]);
  let text = "";
  let isInClass = false;
  const token =
    /\\Q(?<quoted>[\s\S]*?)(?:\\E|$)|\\(?<escaped>[\s\S])|\(\?(?<flags>[ims]+)\)|\(\?P(?=<)|\[:(?<posix>\w+):\]|[\s\S]/gu;
  for (const match of pattern.matchAll(token)) {
    const [found] = match;
    const { quoted, escaped, flags: set, posix } = match.groups ?? {};
    if (quoted !== undefined) text += quoted.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    else if (escaped !== undefined) text += escape(escaped, isInClass);
    else if (posix !== undefined && isInClass) text += posixClasses[posix] ?? found;
    else if (set !== undefined && !isInClass) for (const flag of set) flags.add(flag);
    else if (found === "(?P") text += "(?";
    else {
      if (found === "[" && !isInClass) isInClass = true;
      else if (found === "[") text += "\\";
      else if (found === "]") isInClass = false;
      text += found;
    }
  }
  const expression = new RegExp(text, [...flags].join(""));
  compiled.set(pattern, expression);
  return expression;
}

/** JavaScript knows no escape of a character that needs none. */
function escape(character: string, isInClass: boolean): string {
  const other = isInClass ? undefined : written[character];
  if (other !== undefined) return other;
  const isNeeded = /[\w^$\\.*+?()[\]{}|/]/u.test(character) && character !== "_";
  return isNeeded || (isInClass && character === "-") ? `\\${character}` : character;
}
