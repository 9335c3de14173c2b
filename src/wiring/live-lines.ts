import cliTruncate from "cli-truncate";
import stringWidth from "string-width";

/** A line cut to `columns` cells, so that it takes one row; wide characters take two, escape sequences none. */
export function fitted(line: string, columns: number): string {
  const width = Math.max(columns, 1);
  const cut = cliTruncate(line, width);
  // A wide character at the cut may stick out by a cell.
  return stringWidth(cut) <= width ? cut : cliTruncate(line, width - 1);
}

/** How many rows the drawn lines take now. A terminal wraps lines anew when its window is resized. */
export function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(stringWidth(line) / Math.max(columns, 1))), 0);
}
