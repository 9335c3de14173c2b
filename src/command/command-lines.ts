import { lexer, type Token, type Tokens } from "marked";

const start = "/groundwork";

/** Whether a comment may hold a command at all. Almost all comments do not, and are then not parsed as Markdown. */
export function mayHoldCommand(comment: string): boolean {
  return /^\/groundwork(?![^\s])/mu.test(comment);
}

/**
 * The lines of a comment that its readers see as plain text at the start of a line, and that begin with the word `/groundwork`.
 *
 * Quotes are none, with the lines that Markdown counts to them, nor are lists, tables, headings, code, and what stands in or behind HTML
 * but its comments: readers may see it as another's words, folded, or not at all.
 */
export function commandLines(comment: string): readonly string[] {
  const found: string[] = [];
  for (const token of lexer(withoutQuotedBlocks(comment.replaceAll(/\r\n?/gu, "\n")))) {
    if (isTag(token)) return found;
    if (token.type !== "paragraph") continue;
    const { text, isCut } = plainText((token as Tokens.Paragraph).tokens);
    for (const line of text.split("\n")) if (isCommand(line)) found.push(line.trimEnd());
    if (isCut) return found;
  }
  return found;
}

function isCommand(line: string): boolean {
  return line.startsWith(start) && /^(?!\S)/u.test(line.slice(start.length));
}

/** Stands for what is no plain text, so that a line with it names nothing that is known. */
const other = "\u{fffd}";

function plainText(tokens: readonly Token[]): { readonly text: string; readonly isCut: boolean } {
  let text = "";
  for (const token of tokens) {
    if (isTag(token)) return { text: text.slice(0, text.lastIndexOf("\n") + 1), isCut: true };
    // GitHub and others link what looks like an address, which stays as it was written.
    if (token.type === "text" && !("tokens" in token)) text += token.raw;
    else if (token.type === "br") text += "\n";
    else text += other;
  }
  return { text, isCut: false };
}

/** HTML other than comments. */
function isTag(token: Token): boolean {
  return token.type === "html" && !/^<!--.*-->\s*$/su.test(token.raw);
}

/** GitLab takes all lines between two lines of `>>>` for a quote. Such lines mean nothing elsewhere. */
function withoutQuotedBlocks(comment: string): string {
  let isQuoted = false;
  const kept: string[] = [];
  for (const line of comment.split("\n")) {
    const isFence = /^\s*>>>\s*$/u.test(line);
    kept.push(isQuoted || isFence ? ">" : line);
    if (isFence) isQuoted = !isQuoted;
  }
  return kept.join("\n");
}
