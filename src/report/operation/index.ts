/**
 * How one run of the engine looks: live tree, lines for logs, property diffs, summary, JSON.
 *
 * In:   engine events, a {@link Plan} or an {@link Outcome}, the width of the screen, the time.
 * Out:  lines of text and plain JSON, never with a secret in them.
 * Must not know: terminals, engines, files, where the time comes from.
 */
export { diffLines } from "./diff.ts";
export { type OperationJson, operationJson } from "./json.ts";
export { colorPaint, type Paint, plainPaint } from "./paint.ts";
export { diagnosticLines, plainLines } from "./plain-lines.ts";
export { propertyDiffLines, propertyLines } from "./property-diff.ts";
export { shownOp, stepWords } from "./step-words.ts";
export { outputLines, summaryLines, type Verb } from "./summary.ts";
export { OperationTracker } from "./tracker.ts";
export { treeLines } from "./tree.ts";
export { block, inline, keyText } from "./values.ts";
