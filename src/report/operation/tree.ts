import { resourceNameOf } from "../../change/index.ts";
import { memberOf, printable, sameJson, secondsText } from "../../lib/index.ts";
import { isDefaultProvider } from "../../pulumi/index.ts";
import type { Paint } from "./paint.ts";
import { stepWords, wordFor } from "./step-words.ts";
import type { ResourceRow } from "./tracker.ts";

export interface TreeOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** Milliseconds since 1970: how long a running step has been running. */
  readonly now: number;
  /** Shows resources that nothing happens to, too. */
  readonly showSame: boolean;
  /** Shows resources that are read, too. On by default. */
  readonly showReads?: boolean;
  /** Leaves the least urgent rows out when there are more. */
  readonly maxLines?: number;
}

interface Cells {
  readonly row: ResourceRow;
  readonly name: string;
  readonly type: string;
  readonly status: string;
}

/** Resources under their parents, each with what happens to it. Parents of shown resources are shown with them. */
export function treeLines(rows: readonly ResourceRow[], options: TreeOptions): readonly string[] {
  const shown = rowsToShow(rows, options);
  const cells = inTreeOrder(shown).map(({ row, depth }): Cells => {
    const { name, type } = resourceNameOf(row.urn);
    return {
      row,
      name: `${"  ".repeat(depth)}${printable(name)}`,
      type: printable(type),
      status: statusOf(row, options.now),
    };
  });
  const nameWidth = Math.min(
    Math.max(0, ...cells.map(({ name }) => name.length)),
    Math.max(20, Math.floor(options.columns * 0.4)),
  );
  const typeWidth = Math.max(0, ...cells.map(({ type }) => type.length));
  const onScreen = new Set(shown);
  const hidden = rows.filter((row) => isShown(row, options) && !onScreen.has(row)).length;
  return [
    ...cells.map((cell) => lineOf(cell, { ...options, nameWidth, typeWidth })),
    ...(hidden > 0 ? [options.paint.quiet(`    … ${hidden} more`)] : []),
  ];
}

function lineOf(
  { row, name, type, status }: Cells,
  { paint, columns, nameWidth, typeWidth }: TreeOptions & { readonly nameWidth: number; readonly typeWidth: number },
): string {
  const { symbol, paint: meaning } = stepWords[row.op];
  const head = `${symbol.padStart(2)} ${clip(name, nameWidth).padEnd(nameWidth)}  ${type.padEnd(typeWidth)}  `;
  const changed = row.op === "update" || row.op === "replace" ? changedKeys(row) : [];
  const details = changed.length > 0 ? `  [${changed.join(", ")}]` : "";
  const said = row.status === undefined ? "" : `  ${row.status}`;
  const line = clip(`${head}${printable(`${status}${details}${said}`)}`, columns);
  if (row.state === "failed") return paint.failed(line);
  return paint[meaning](line);
}

/** What the provider says has changed; where it says nothing, inputs that differ. */
function changedKeys({ diffs, before, after }: ResourceRow): readonly string[] {
  if (diffs.length > 0 || before === undefined || after === undefined) return diffs;
  const keys = new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)]);
  return [...keys].filter(
    (key) => !key.startsWith("__") && !sameJson(memberOf(before.inputs, key), memberOf(after.inputs, key)),
  );
}

function statusOf(row: ResourceRow, now: number): string {
  const word = wordFor(row);
  if (row.state === "running") return `${word} (${secondsText(now - row.startedAt)})`;
  if (row.state !== "done" || row.op === "same" || row.endedAt === undefined) return word;
  return `${word} (${secondsText(row.endedAt - row.startedAt)})`;
}

function isShown(row: ResourceRow, { showSame, showReads = true }: TreeOptions): boolean {
  if (row.state === "failed") return true;
  if (isDefaultProvider(row.urn)) return false;
  if (row.state === "running") return true;
  if (row.op === "same" || row.op === "refresh") return showSame;
  return row.op !== "read" || showReads;
}

function rowsToShow(rows: readonly ResourceRow[], options: TreeOptions): readonly ResourceRow[] {
  const interesting = rows.filter((row) => isShown(row, options));
  const limit = options.maxLines ?? Number.POSITIVE_INFINITY;
  const chosen = interesting.length <= limit ? interesting : mostUrgent(interesting, limit);
  const byUrn = new Map(rows.map((row) => [row.urn, row]));
  const shown = new Set(chosen);
  // Parents are shown as far as there is room for them.
  for (const row of chosen) {
    let parent = byUrn.get(row.parent);
    for (; parent !== undefined && !shown.has(parent) && shown.size < limit; parent = byUrn.get(parent.parent))
      shown.add(parent);
  }
  return rows.filter((row) => shown.has(row));
}

/** What fails or runs comes first, then what ended last. */
function mostUrgent(rows: readonly ResourceRow[], limit: number): readonly ResourceRow[] {
  const urgency: Readonly<Record<ResourceRow["state"], number>> = { failed: 0, running: 1, done: 2, planned: 2 };
  return rows
    .toSorted((left, right) => urgency[left.state] - urgency[right.state] || (right.endedAt ?? 0) - (left.endedAt ?? 0))
    .slice(0, limit);
}

function inTreeOrder(rows: readonly ResourceRow[]): readonly { readonly row: ResourceRow; readonly depth: number }[] {
  const present = new Set(rows.map(({ urn }) => urn));
  const children = new Map<string, ResourceRow[]>();
  for (const row of rows) {
    const parent = present.has(row.parent) && row.parent !== row.urn ? row.parent : "";
    children.set(parent, [...(children.get(parent) ?? []), row]);
  }
  const ordered: { readonly row: ResourceRow; readonly depth: number }[] = [];
  const visit = (parent: string, depth: number): void => {
    for (const row of children.get(parent) ?? []) {
      ordered.push({ row, depth });
      visit(row.urn, depth + 1);
    }
  };
  visit("", 0);
  return ordered;
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`;
}
