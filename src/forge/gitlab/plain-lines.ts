/**
 * Text as GitLab keeps it, with no line that it would carry out as a quick action.
 *
 * GitLab takes a line that begins with `/` for a command of the token's user, at each edit again, and inside of most fences too;
 * a comment of nothing but commands is deleted. It looks for them after it has removed every carriage return, and keeps the text
 * without these and without blanks at its end. One blank before the slash makes the line text, and is not seen.
 */
export function plainLines(text: string): string {
  // A lone surrogate is kept as U+FFFD, and the database takes no zero.
  const kept = Buffer.from(text, "utf8").toString("utf8").replaceAll("\0", "\ufffd");
  return kept.replaceAll("\r", "").replaceAll(/^\//gm, " /").trimEnd();
}
