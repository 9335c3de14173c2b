/**
 * Reports as values, independent of where they are shown, and the two printers.
 *
 * In:   {@link Block}s: headings, lines, tables, diffs, details.
 * Out:  {@link terminalLines}, {@link markdown}.
 * Must not know: what a report is about. Text from outside is escaped here, for every section at once.
 */
export { type Block, code, heading, line, list, message, type Span, tone, type Words, withMessages } from "./block.ts";
export { folds, type MarkdownDialect } from "./dialect.ts";
export { markdown } from "./markdown.ts";
export { terminalLines } from "./terminal.ts";
