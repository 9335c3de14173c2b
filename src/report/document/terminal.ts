import { withoutControls, withoutLineCommands } from "../../lib/index.ts";
import type { Paint } from "../operation/index.ts";
import { type Block, spansOf, type Words } from "./block.ts";

/** A report as lines of a terminal. */
export function terminalLines(blocks: readonly Block[], paint: Paint): readonly string[] {
  return blocks
    .flatMap((block, index) => [...(index > 0 && isApart(block) ? [""] : []), ...linesOf(block, paint)])
    .map(withoutLineCommands);
}

function isApart({ kind }: Block): boolean {
  return kind === "heading" || kind === "table" || kind === "details";
}

function linesOf(block: Block, paint: Paint): readonly string[] {
  switch (block.kind) {
    case "heading":
      return [paint.strong(painted(block.words, paint))];
    case "line":
      return [painted(block.words, paint)];
    case "list":
      return block.items.map((item) => `  - ${painted(item, paint)}`);
    case "table":
      return tableLines(block.columns, block.rows, paint);
    case "patch":
    case "diff":
      return block.lines.map((each) => `    ${paintDiff(withoutControls(each), paint)}`);
    default:
      return [paint.strong(plain(block.summary)), ...block.blocks.flatMap((inner) => linesOf(inner, paint))];
  }
}

function tableLines(columns: readonly string[], rows: readonly (readonly Words[])[], paint: Paint): readonly string[] {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => plain(row[index] ?? "").length)),
  );
  const cell = (text: string, width: number, index: number, shown: string) =>
    index === columns.length - 1 ? text : text + " ".repeat(Math.max(0, (widths[index] ?? width) - shown.length));
  const header = columns.map((column, index) => cell(paint.quiet(column), column.length, index, column)).join("  ");
  return [
    header.trimEnd(),
    ...rows.map((row) =>
      columns
        .map((_, index) => cell(painted(row[index] ?? "", paint), 0, index, plain(row[index] ?? "")))
        .join("  ")
        .trimEnd(),
    ),
  ];
}

function painted(words: Words, paint: Paint): string {
  return spansOf(words)
    .map(({ text, tone }) => (tone ? paint[tone](withoutControls(text)) : withoutControls(text)))
    .join("");
}

function plain(words: Words): string {
  return spansOf(words)
    .map(({ text }) => withoutControls(text))
    .join("");
}

/** By the whole sign: a replacement's `+-` begins as a creation's does. */
const tones: Readonly<Record<string, keyof Paint>> = {
  "+": "added",
  "-": "removed",
  "~": "changed",
  "+-": "replaced",
  "++": "replaced",
  "--": "replaced",
};

function paintDiff(text: string, paint: Paint): string {
  const [sign = ""] = /^[-+~]+(?= |$)/u.exec(text.trimStart()) ?? [];
  const tone = tones[sign];
  return tone ? paint[tone](text) : text;
}
