import { withoutControls } from "../../lib/index.ts";
import type { Paint } from "../operation/index.ts";
import { type Block, spansOf, type Words } from "./block.ts";

/** A report as GitHub-flavored Markdown. Text from outside cannot end a table, a fence or a folded part. */
export function markdown(blocks: readonly Block[]): string {
  return `${blocks.map(blockText).join("\n\n")}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `### ${inline(block.words)}`;
    case "line":
      return inline(block.words);
    case "list":
      return block.items.map((item) => `- ${inline(item)}`).join("\n");
    case "table":
      return [
        rowText(block.columns),
        rowText(block.columns.map(() => "---")),
        ...block.rows.map((row) => rowText(block.columns.map((_, index) => cellText(row[index] ?? "")))),
      ].join("\n");
    case "diff":
      return fenced(block.lines.map((each) => gitHubDiff(withoutControls(each))));
    default:
      return [
        `<details><summary>${inline(block.summary)}</summary>`,
        ...block.blocks.map(blockText),
        "</details>",
      ].join("\n\n");
  }
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellText(words: Words): string {
  return inline(words).replaceAll("|", "\\|");
}

/** Markdown has no red: what is lost is bold, as what failed is. */
const bold: ReadonlySet<keyof Paint> = new Set(["failed", "strong", "removed", "replaced"]);

function inline(words: Words): string {
  return spansOf(words)
    .map(({ text, tone, code }) => {
      if (code) return codeText(text);
      const escaped = escapeText(text);
      return bold.has(tone ?? "quiet") && text.trim() !== "" ? `**${escaped}**` : escaped;
    })
    .join("");
}

function escapeText(text: string): string {
  return withoutControls(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]~#]/g, String.raw`\$&`)
    .replaceAll("@", "@\u200B");
}

/** As many backticks around as it takes. */
function codeText(text: string): string {
  const shown = withoutControls(text);
  const fence = "`".repeat(longestRun(shown) + 1);
  return fence.length > 1 ? `${fence} ${shown} ${fence}` : `\`${shown}\``;
}

function fenced(lines: readonly string[]): string {
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
  return [`${fence}diff`, ...lines, fence].join("\n");
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Colors lines by their first character only, and knows `!` for a change. A replacement is red, as all that is lost. */
function gitHubDiff(text: string): string {
  const [signs] = /^[-+~]+(?= |$)/u.exec(text.trimStart()) ?? [];
  if (signs === undefined) return ` ${text}`;
  const sign = signs === "~" ? "!" : signs === "+" ? "+" : "-";
  return `${sign} ${text.replace(/[-+~]+ ?/, "")}`;
}
