/**
 * A report before anybody knows where it is shown, and the two printers.
 *
 * In:   {@link Block}s: headings, lines, tables, diffs, details.
 * Out:  {@link terminalLines}, {@link markdown}.
 * Must not know: what a report is about. Text from outside is made harmless here, for every section at once.
 */
export { type Block, code, heading, line, list, type Span, tone, type Words } from "./block.ts";
export { markdown } from "./markdown.ts";
export { terminalLines } from "./terminal.ts";
