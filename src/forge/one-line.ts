/** Text as one line of at most so many UTF-16 units; a longer one ends with an ellipsis. */
export function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= most) return line;
  // Not through the middle of a pair of surrogates.
  return `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
