/** What a value is written with, beside itself: comments, quotes, and backslashes that stand for something. */
const pieces = /[#;].*$|"((?:[^"\\]|\\.)*)"|\\(.)|([^"\\#;]+)/g;
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b" };

/**
 * A value of a Git configuration file, such as `remote.origin.url`; the last where there are several.
 *
 * Names of sections and keys are the same in any case, what stands between them is not. Files that it includes are not read.
 */
export function readSetting(text: string, name: string): string | undefined {
  const [section = "", ...rest] = name.split(".");
  const key = rest.pop() ?? "";
  const wanted = [section.toLowerCase(), ...(rest.length > 0 ? [rest.join(".")] : [])].join(".");
  let current: string | undefined;
  let found: string | undefined;
  // A backslash at the end of a line takes the next one to it.
  for (const line of text.replace(/\\\r?\n/g, "").split(/\r?\n/)) {
    const header = /^\s*\[\s*([-.\w]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
    if (header) {
      const [, title = "", subsection] = header;
      current = title.toLowerCase() + (subsection === undefined ? "" : `.${subsection.replace(/\\(.)/g, "$1")}`);
    }
    const [, given = "", value] = /^\s*([a-z][-a-z0-9]*)\s*(?:=\s*(.*))?$/i.exec(line.slice(header?.[0].length)) ?? [];
    if (current === wanted && given.toLowerCase() === key.toLowerCase()) found = plainValue(value ?? "true");
  }
  return found;
}

function plainValue(written: string): string {
  const unescaped = (text: string) => text.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
  let value = "";
  let kept = 0;
  for (const [, quoted, escaped, plain] of written.matchAll(pieces)) {
    if (plain !== undefined) value += plain;
    if (quoted === undefined && escaped === undefined) continue;
    value += quoted === undefined ? (escapes[escaped ?? ""] ?? escaped) : unescaped(quoted);
    // Blanks at the end count only within quotes.
    kept = value.length;
  }
  return value.slice(0, kept) + value.slice(kept).trimEnd();
}
